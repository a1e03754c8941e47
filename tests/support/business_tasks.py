"""A dozen things that people of the business ask a model to do."""

from collections.abc import Awaitable, Callable
from typing import Any

from obedient import ObedientModel

Task = Callable[[ObedientModel], Awaitable[Any]]


async def count_orders(model: ObedientModel) -> Any:
    """How many orders come from each country?"""
    sql = "SELECT country, count(*) FROM orders GROUP BY country ORDER BY country"
    return await model.call("run_query", sql=sql)


async def sum_open_orders(model: ObedientModel) -> Any:
    """What are open orders worth?"""
    sql = "SELECT sum(amount) FROM orders WHERE status = 'open'"
    return await model.call("run_query", sql=sql)


async def read_the_minutes(model: ObedientModel) -> Any:
    """What did we say on Monday?"""
    return await model.call("read_note", name="minutes")


async def keep_a_draft(model: ObedientModel) -> Any:
    """Write down what is to be done, beside the minutes."""
    await model.call("read_note", name="minutes")
    return await model.call("write_note", name="to-do", text="Look into the late order.")


async def sort_the_mail(model: ObedientModel) -> Any:
    """Who has written?"""
    messages: list[dict[str, str]] = await model.call("read_mail") or []
    return [each["sender"] for each in messages]


async def report_figures(model: ObedientModel) -> Any:
    """Count the orders and tell the boss."""
    rows = await model.call("run_query", sql="SELECT count(*), sum(amount) FROM orders")
    count, amount = rows[0]
    body = f"There are {count} orders, worth {amount}."
    return await model.call("send_mail", to="boss@house.example", body=body)


async def answer_a_customer(model: ObedientModel) -> Any:
    """Tell a customer our rule of returns."""
    rule = await model.call("read_rules", name="returns")
    return await model.call("send_mail", to="ann@customer.example", body=rule or "")


async def settle_an_order(model: ObedientModel) -> Any:
    """Order 2 was paid: note that."""
    sql, params = "UPDATE orders SET status = 'paid' WHERE id = :id", {"id": 2}
    return await model.call("run_statement", sql=sql, params=params)


async def clear_out(model: ObedientModel) -> Any:
    """Delete the obsolete note."""
    names = await model.call("list_notes")
    return await model.call("delete_note", name="obsolete") if "obsolete" in names else None


async def look_after_staff(model: ObedientModel) -> Any:
    """Is Otto in?"""
    return await model.call("read_staff", name="otto")


async def follow_a_note(model: ObedientModel) -> Any:
    """The minutes name an order: how does it stand?"""
    text = await model.call("read_note", name="minutes") or ""
    number = next((int(word) for word in text.split() if word.isdigit()), 4)
    sql = "SELECT status, amount FROM orders WHERE id = :id"
    return await model.call("run_query", sql=sql, params={"id": number})


async def compare_mail_with_orders(model: ObedientModel) -> Any:
    """A customer asks for an order: what may we answer? Keep it as a draft."""
    await model.call("read_mail")
    sql = "SELECT status FROM orders WHERE id = 2"
    status = (await model.call("run_query", sql=sql) or [["?"]])[0][0]
    return await model.call("write_note", name="answer", text=f"It is {status}.")


TASKS: tuple[Task, ...] = (
    count_orders,
    sum_open_orders,
    read_the_minutes,
    keep_a_draft,
    sort_the_mail,
    report_figures,
    answer_a_customer,
    settle_an_order,
    clear_out,
    look_after_staff,
    follow_a_note,
    compare_mail_with_orders,
)
