"""The server of `docs/add-a-server.md` does what the page says."""

import pytest
from fastmcp import Client
from notes_example import MakeOffice, page_source

pytestmark = pytest.mark.parametrize("mode", ["auto", "legacy"])


def test_a_new_server_is_under_sixty_lines(mode: str) -> None:
    assert len(page_source().splitlines()) < 60


async def test_an_allowed_call_answers_in_structure_and_text_alike(
    office: MakeOffice, mode: str
) -> None:
    async with Client(office().server(), mode=mode) as client:
        result = await client.call_tool("read_note", {"name": "welcome"})
    assert result.structured_content == {"name": "welcome", "text": "Welcome to the office."}
    assert result.content[0].text == '{"name":"welcome","text":"Welcome to the office."}'  # type: ignore[union-attr]


async def test_a_secret_note_is_withheld(office: MakeOffice, mode: str) -> None:
    async with Client(office().server(), mode=mode) as client:
        result = await client.call_tool("read_note", {"name": "salaries"})
    assert result.structured_content == {"name": "salaries", "text": "[withheld]"}
    assert "S3CRET" not in repr(result)


async def test_lists_show_what_the_caller_may_use(office: MakeOffice, mode: str) -> None:
    async with Client(office().server(), mode=mode) as client:
        tools = await client.list_tools()
    assert [tool.name for tool in tools] == ["list_notes", "read_note"]
    assert all(tool.description and tool.output_schema for tool in tools)
    assert "ground" not in tools[1].input_schema["properties"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("absent", "not_found", id="absent"),
        pytest.param("../keys", "invalid_input", id="traversal"),
        pytest.param("a" * 41, "invalid_input", id="too-long"),
        pytest.param("wel\u202ecome", "invalid_input", id="bidirectional"),
        pytest.param(7, "invalid_input", id="number"),
        pytest.param(None, "invalid_input", id="null"),
        pytest.param(["welcome"], "invalid_input", id="array"),
        pytest.param("EMAIL-01234abcde", "invalid_input", id="invented-pseudonym"),
    ],
)
async def test_bad_names_are_refused_and_the_next_call_works(
    office: MakeOffice, mode: str, name: object, code: str
) -> None:
    async with Client(office().server(), mode=mode) as client:
        refused = await client.call_tool("read_note", {"name": name}, raise_on_error=False)
        after = await client.call_tool("read_note", {"name": "welcome"})
    assert refused.is_error
    assert refused.content[0].text.startswith(f"[{code}] ")  # type: ignore[union-attr]
    assert after.structured_content is not None


async def test_a_denied_tool_and_an_unknown_one_read_the_same(
    office: MakeOffice, mode: str
) -> None:
    only_lists = '@id("lists") permit (principal, action == Action::"notes.list", resource);'
    async with Client(office(policy=only_lists).server(), mode=mode) as client:
        assert await client.list_tools() == []
        denied = await client.call_tool("list_notes", {}, raise_on_error=False)
        unknown = await client.call_tool("wipe_notes", {}, raise_on_error=False)
        malformed = await client.call_tool("read_note", {"nme": 1}, raise_on_error=False)
        absent = await client.call_tool("read_note", {"name": "none"}, raise_on_error=False)
    assert denied.content == unknown.content == malformed.content == absent.content
