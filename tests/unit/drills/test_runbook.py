from local.drills.operator import short
from local.drills.runbook import paragraph, paragraphs

PAGE = """
# Name

```sh
ENV=prod; STACK=receipts-$ENV

# Who?
QUEUE=$(aws sqs get-queue-url \\
  --queue-name q)
aws sqs purge-queue --queue-url $QUEUE

# Then
# what?
psql -c "$QUEUE"
```
"""


def test_a_paragraph_has_its_question_and_its_commands() -> None:
    who, then = paragraphs(PAGE)
    assert (who.question, then.question) == ("Who?", "Then what?")
    assert then.commands == 'psql -c "$QUEUE"'


def test_a_paragraph_knows_the_variables_of_those_before_it() -> None:
    _, then = paragraphs(PAGE)
    assert then.before == "ENV=prod; STACK=receipts-$ENV\nQUEUE=$(aws sqs get-queue-url \\\n  --queue-name q)"
    assert "purge" not in then.script


def test_what_the_drills_ask_is_on_the_pages() -> None:
    assert "pg_terminate_backend" in paragraph("DatabaseConnectionsHigh", "Close those").commands


def test_equal_lines_are_shown_once() -> None:
    assert short("t\nt\nt\n(3 rows)\n") == "t   (3 times)\n(3 rows)"
    assert short("\n".join(map(str, range(50)))).endswith("…")
