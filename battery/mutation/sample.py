"""Which mutants are tried: a seeded draw for each subject, spread over operators and modules."""

from collections import Counter
from collections.abc import Sequence

from battery.mutation.operators import Mutant, list_mutants
from battery.mutation.subjects import PACKAGE, Subject


def draw_mutants(subject: Subject, number: int, *, seed: int) -> list[Mutant]:
    """Draw mutants of a subject's modules; a change of one function draws no other mutants elsewhere."""
    every = [mutant for module in subject.list_modules() for mutant in list_mutants(module, (PACKAGE / module).read_bytes())]
    return spread(every, number, seed=seed)


def spread(mutants: Sequence[Mutant], number: int, *, seed: int) -> list[Mutant]:
    """Draw by turns from each operator, each time from the module that was drawn least, one of a statement at most."""
    left = sorted(mutants, key=lambda mutant: mutant.rank(seed))
    operators = sorted({mutant.operator for mutant in left})
    drawn, n_of_module = list[Mutant](), Counter[str]()
    while left and len(drawn) < number:
        for operator in operators:
            own = [mutant for mutant in left if mutant.operator == operator]
            if not own or len(drawn) == number:
                continue
            chosen = min(own, key=lambda mutant: n_of_module[mutant.module])
            n_of_module[chosen.module] += 1
            drawn.append(chosen)
            taken = chosen.module, chosen.first_line
            left = [mutant for mutant in left if (mutant.module, mutant.first_line) != taken]
    return drawn
