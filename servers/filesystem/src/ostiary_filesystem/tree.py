"""A folder with everything below it, and beside it the class of each part."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from ostiary.server import Classes, Fields, Origin
from ostiary.server import Items as ItemClasses
from ostiary_filesystem.browse import Walk
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.found import Kind
from ostiary_filesystem.results import Node
from ostiary_filesystem.served import meta


@dataclass(slots=True)
class Branch:
    """What is in one folder.

    Args:
        nodes: Its entries.
        classes: Of each of them.
    """

    nodes: list[Node] = field(default_factory=list[Node])
    classes: list[Classes] = field(default_factory=list[Classes])

    def shuffle(self) -> None:
        """Bring the entries into an order that tells nothing of their names."""
        order = list(range(len(self.nodes)))
        random.SystemRandom().shuffle(order)
        # In place: nodes and classes of the folder above hold these lists.
        self.nodes[:] = [self.nodes[position] for position in order]
        self.classes[:] = [self.classes[position] for position in order]


def grow(
    folder: Held,
    walk: Walk,
    origin_of: Callable[[str], Origin],
    is_shown: Callable[[Origin], bool],
) -> Branch:
    """Return everything below a folder.

    Args:
        folder: Where to begin.
        walk: Which entries there are, and into which folders it goes.
        origin_of: The class of a folder, which its entries' names have, by its path from there.
        is_shown: Whether names of a class leave as they are.
    """
    trunk = Branch()
    branches = {"": trunk}
    for path, item, _ in walk.all(folder):
        above = path.rpartition("/")[0]
        origin = origin_of(above)
        node = Node(name=item.name, type=item.kind.value)
        about = meta(origin)
        inner: Classes = about
        if item.kind is Kind.DIRECTORY and walk.enters(path):
            branch = branches[path] = Branch()
            node.children, inner = branch.nodes, ItemClasses(branch.classes)
        branches[above].nodes.append(node)
        branches[above].classes.append(Fields({"name": origin, "type": about, "children": inner}))
    for path, branch in branches.items():
        if not is_shown(origin_of(path)):
            branch.shuffle()
    return trunk
