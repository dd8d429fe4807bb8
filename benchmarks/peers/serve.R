# Reads a peer's script, then works once for every line on standard input and tells the seconds of the work alone.
# Usage: Rscript serve.R SCRIPT FOLDER; arrays stand in FOLDER as NAME.int32 and NAME.float64, the result goes there too.
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[2]

say <- function(...) {
  cat(..., "\n")
  flush(stdout())
}
integers <- function(name) {
  path <- file.path(folder, paste0(name, ".int32"))
  readBin(path, "integer", n = file.size(path) / 4, size = 4)
}
doubles <- function(name) {
  path <- file.path(folder, paste0(name, ".float64"))
  readBin(path, "double", n = file.size(path) / 8, size = 8)
}
needs <- function(package) {
  if (!requireNamespace(package, quietly = TRUE)) {
    say("missing", package)
    quit(status = 3)
  }
  versions <<- paste(package, packageVersion(package))
}

source(arguments[1])
say("ready", paste0(versions, ", R ", getRversion()))
input <- file("stdin", open = "r")
while (length(readLines(input, n = 1)) > 0) {
  seconds <- system.time(result <- suppressWarnings(work()))[["elapsed"]]
  writeBin(as.double(result), file.path(folder, "result.float64"))
  say("seconds", seconds)
}
