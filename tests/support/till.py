"""A small guarded server that pays out of a till: what it does a human agrees to beforehand."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field

from ostiary.approval.answer import Word
from ostiary.approval.approverkey import ApproverKey
from ostiary.control import Shown, answer_consent, show_consent
from ostiary.keys import write_keys
from ostiary.policy.approverfile import key_text
from ostiary.server import (
    INTERNAL,
    ConsentRequiredError,
    DataMap,
    Examined,
    FactType,
    Fields,
    GuardedServer,
    Preview,
    ServerSettings,
    guarded,
    run,
)
from ostiary.settings import Settings

BOSS = ApproverKey("erin", bytes(range(32)))
DEPUTY = ApproverKey("dora", bytes(range(1, 33)))
STRANGER = ApproverKey("mallory", bytes(range(2, 34)))

BUNDLE = """
version: 1
roles:
  clerk: {{clearance: internal}}
  boss: {{clearance: internal}}
budgets: {{window_s: 3600, conversation: {{calls: {calls}}}, principal: {{calls: 100000}}}}
approvers:
  erin: {{key: "{erin}", roles: [boss]}}
  dora: {{key: "{dora}", roles: [boss]}}
  carl: {{key: "{carl}", roles: [boss], calls_as: [carla]}}
"""
CARL = ApproverKey("carl", bytes(range(3, 35)))
PERMIT = """
@id("lists") permit (principal, action == Action::"till.list", resource);
@id("pay") {how}
permit (principal in Role::"clerk", action in [Action::"till.pay", Action::"till.give"], resource);
"""
ONE = '@approval("boss")'


class TillSettings(ServerSettings, server="till"):
    """Nothing of its own but where the till stands."""

    till: Path


class Paid(BaseModel):
    """What was paid."""

    paid: int


@dataclass(frozen=True)
class Shop:
    """A folder with policies, keys, state and a till.

    Args:
        folder: Where.
        state: URL of the state.
    """

    folder: Path
    state: str

    def environment(self, **more: str) -> dict[str, str]:
        """Return the settings as environment variables."""
        return {
            "OSTIARY_POLICIES": str(self.folder / "policies"),
            "OSTIARY_KEYS": str(self.folder / "keys.json"),
            "OSTIARY_STATE": self.state,
            "OSTIARY_PRINCIPAL": "carl",
            "OSTIARY_ROLES": "clerk",
            "OSTIARY_TILL_TILL": str(self.folder / "till"),
            **more,
        }

    def server(self, **more: str) -> GuardedServer:
        """Return a server on this shop."""
        return build(TillSettings.from_environment(self.environment(**more)))

    @property
    def settings(self) -> Settings:
        """The operator's."""
        return Settings(
            policies=self.folder / "policies",
            keys=self.folder / "keys.json",
            state=self.state,
            principal="operator",
        )

    @property
    def paid(self) -> list[int]:
        """What was paid out so far."""
        return [int(line) for line in (self.folder / "till").read_text().split()]

    def put(self, amount: int) -> None:
        """Change the till from outside."""
        with (self.folder / "till").open("a") as till:
            till.write(f"{amount}\n")

    def rules(self, cedar: str, calls: int = 1000) -> None:
        """Write other rules."""
        policies = self.folder / "policies"
        keys = {each.name: key_text(each.public) for each in (BOSS, DEPUTY, CARL)}
        (policies / "bundle.yaml").write_text(BUNDLE.format(calls=calls, **keys))
        (policies / "till" / "policy.cedar").write_text(cedar)

    async def answer(
        self, identifier: str, key: ApproverKey = BOSS, word: Word = Word.ALLOW
    ) -> Shown:
        """Answer a question as an approver would; return what he was shown."""
        shown = await show_consent(self.settings, identifier)
        await answer_consent(self.settings, shown.view, key, word)
        return shown


def make_shop(folder: Path, how: str = ONE, state: str = "") -> Shop:
    """Make a shop in `folder` whose clerks need consent by the annotations `how`."""
    (folder / "policies" / "till").mkdir(parents=True)
    (folder / "policies" / "till" / "data.yaml").write_text("version: 1\n")
    (folder / "till").write_text("")
    write_keys(folder / "keys.json")
    shop = Shop(folder, state or f"sqlite:///{folder / 'state.sqlite'}")
    shop.rules(PERMIT.format(how=how))
    return shop


def build(settings: TillSettings) -> GuardedServer:
    """Return the server."""
    server = guarded(settings, instructions="Pays.")
    till = settings.till

    async def read(arguments: Mapping[str, Any], _data: DataMap) -> Examined[int]:
        return Examined(int(arguments["amount"]), {"amount": int(arguments["amount"])})

    def now() -> str:
        return hashlib.sha256(till.read_bytes()).hexdigest()

    async def ahead(*, ground: int, clearance: object) -> Preview:
        del clearance
        return Preview(now(), {"pays": ground, "before": till.read_text().split()})

    @server.tool(
        title="Pay", examine=read, facts={"amount": FactType.NUMBER}, preview=ahead,
        classify=lambda _result, _ground, _data: Fields({"paid": INTERNAL}),
    )  # fmt: skip
    async def pay(
        amount: Annotated[int, Field(description="How much.", ge=1, le=10**9)],
        to: Annotated[str, Field(description="Whom.", max_length=200)] = "",
        *,
        agreed: str,
    ) -> Paid:
        """Pay out of the till."""
        del to
        if agreed and agreed != now():
            raise ConsentRequiredError("The till is another now; ask again.", detail="preview")
        with till.open("a") as file:
            file.write(f"{amount}\n")
        return Paid(paid=amount)

    @server.tool(
        title="Give", timeout_s=60,
        classify=lambda _result, _ground, _data: Fields({"paid": INTERNAL}),
    )  # fmt: skip
    async def give(
        amount: Annotated[int, Field(description="How much.", ge=1, le=10**9)],
        rest_s: Annotated[float, Field(description="How long to take.", ge=0, le=60)] = 0.0,
    ) -> Paid:
        """Pay out of the till without looking into it."""
        with till.open("a") as file:
            file.write(f"{amount}\n")
        await asyncio.sleep(rest_s)
        return Paid(paid=amount)

    return server


def identifier_in(text: str) -> str:
    """Return the identifier that a refusal names."""
    assert text.startswith("[approval]"), text
    return text.partition("Its id is ")[2].partition(":")[0]


if __name__ == "__main__":
    run(build, TillSettings)
