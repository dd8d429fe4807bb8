"""Disclosure control: which numbers are hidden, so that nobody's answers come back from those that are told. No other room decides it.

`protect.protect` applies the rules in this order, and a row counts for the first that hides it. The register says which of them a measure
is subject to (`Measure.control`), `counts` tells in results.csv how many rows each one hides.

0. Before there are rows: no test of a group of fewer than `suppress_below`, no end of weights and no cell of the heaviest that
   too few stand behind (`few`); no option of a question with several answers in a family of areas, sides or groups in one of which
   too few named it, or all but too few (`compare.options`).
1. `base`: what rests on fewer than `suppress_below` respondents, all about a place or group with such a mean, and what is compared
   with it (`bases`, `followers`).
2. `companion`: means of places and groups that would give a hidden one back, or the people between two sets that nearly coincide;
   `follows`: all else about those (`groups`, `gaps`, `followers`).
3. `count`, `companion`: steps of participation and fields of potential beside it where too few stand, or all but too few, or too few lie
   between two steps, and the places and groups that would give them back (`participation`); what types tell of an answer that too
   few gave (`counted_answers`).
4. `base`, `count`, `companion`, question by question, the last first (`study`, `neighbours`): answers that fewer than `min_count`
   gave, or all but so few, and the answers that would give them back (`answers`, `questions`); means that one respondent dominates
   (`amounts`).
5. `follows`: statistics of a table with a hidden cell, what is told beside the hidden share of an option, contrasts of a boost sample's
   hidden group, means of texts beside one of too few (`followers`), contrasts of sides at a step that is hidden on one (`participation`).
6. `count`, `companion`: quotas, control cells and response classes that fewer than `min_count` fill, medians on fewer than
   `suppress_below`, and the cells that would give them back (`sample_cells`).
7. A hidden row loses its numbers (`hiding`), a told one all digits but six (`rounding`).

Companions are chosen by `companions`, cheapest first, until an attack by linear programming leaves every secret open (`audit`). `people`
knows who lies in a domain.
"""
