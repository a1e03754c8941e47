"""The schema as resources, the names that complete them, and the prompts."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from mcp.shared.exceptions import MCPError
from mcp_types import ResourceTemplateReference
from sql_server import Asking, sql_server

TABLE = "schema://tables/{table}"


@pytest.fixture
async def asking(tmp_path: Path, sample: Path) -> AsyncGenerator[Asking]:
    async with sql_server(tmp_path, sample) as asking:
        yield asking


async def read(asking: Asking, uri: str) -> object:
    (content,) = await asking.client.read_resource(uri)
    return json.loads(getattr(content, "text", ""))


async def test_the_resources_say_what_the_tools_say(asking: Asking) -> None:
    assert await read(asking, "schema://tables") == await asking.call("list_tables")
    described = await asking.call("describe_table", table="contacts")
    assert await read(asking, "schema://tables/contacts") == described


async def test_resources_and_prompts_are_listed(asking: Asking) -> None:
    assert [str(each.uri) for each in await asking.client.list_resources()] == ["schema://tables"]
    templates = await asking.client.list_resource_templates()
    assert [each.uri_template for each in templates] == [TABLE]
    prompts = {each.name for each in await asking.client.list_prompts()}
    assert prompts == {"analyse_question", "weekly_report"}


async def test_names_of_tables_are_completed(asking: Asking) -> None:
    found = await asking.client.complete(
        ResourceTemplateReference(type="ref/resource", uri=TABLE), {"name": "table", "value": "CON"}
    )
    assert found.values == ["contacts"]


@pytest.mark.parametrize("table", ["sqlite_master", "nothing", "contacts'--", "%"])
async def test_a_resource_of_no_table_is_refused(asking: Asking, table: str) -> None:
    with pytest.raises(MCPError, match=r"^\[not_found\]"):
        await asking.client.read_resource(f"schema://tables/{table}")


async def test_the_prompts_carry_the_question_and_the_manners(asking: Asking) -> None:
    answer = await asking.client.get_prompt("analyse_question", {"question": "Which country?"})
    text = getattr(answer.messages[0].content, "text", "")
    assert text.endswith("\n\nThe question:\nWhich country?")
    assert "[withheld]" in text
    report = await asking.client.get_prompt("weekly_report")
    assert "seven days" in getattr(report.messages[0].content, "text", "")


async def test_who_may_not_query_gets_no_prompt(tmp_path: Path, sample: Path) -> None:
    async with sql_server(tmp_path, sample, roles="auditor") as asking:
        assert await asking.client.list_prompts() == []
        with pytest.raises(MCPError, match=r"^\[denied\]"):
            await asking.client.get_prompt("weekly_report")
