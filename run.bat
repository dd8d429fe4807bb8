@echo off
rem Double-click to make the report; the first time it also installs the program. "run.bat test" makes the checks.
chcp 65001 >nul
cd /d "%~dp0"
set PYTHON=python
python -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))" >nul 2>nul || set PYTHON=py -3
set COMMAND=%*
if not defined COMMAND set COMMAND=report
%PYTHON% run.py %COMMAND%
set CODE=%ERRORLEVEL%
if %CODE%==9009 echo Python 3.11 to 3.14 is needed: install it from python.org
if %CODE%==0 if "%COMMAND%"=="report" for %%F in (reports\report.*.html) do start "" "%%F"
pause
exit /b %CODE%
