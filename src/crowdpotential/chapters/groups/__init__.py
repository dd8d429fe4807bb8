"""Groups of respondents, and the boost sample beside the same group of the main one."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Show


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.groups.exhibits import group_means, group_pairs, target_groups

    return {
        "group-means": group_means.show_groups,
        "group-pairs": group_pairs.show_group_pairs,
        "target-groups": target_groups.show_target_groups,
    }


CHAPTER = Chapter(
    section="groups", of_params="index", exhibits=_exhibits, pictures={"group-means": "groups", "target-groups": "target_groups"}
)
