"""Plain words and addresses of files in templates, which are the same each time a page is drawn.

Django goes a long way for each of them, and a page has dozens (docs/decisions/0025).
"""

from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import StaticNode
from django.utils.translation import get_language


class Plain(Node):
    """A node that says the same whatever is on the page, asked once for each language."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self._said:
            self._said[language] = self._node.render(context)
        return self._said[language]


def translate(parser: Parser, token: Token) -> Node:
    """`{% translate %}`; of words that stand in the template itself, without a filter, a plain one."""
    node: TranslateNode = do_translate(parser, token)
    words = node.filter_expression
    depends = words.var.literal is None or words.filters or node.message_context or node.asvar
    return node if depends else Plain(node)


def static(parser: Parser, token: Token) -> Node:
    """`{% static %}`; of a path that stands in the template itself, a plain one."""
    node: StaticNode = StaticNode.handle_token(parser, token)
    return node if node.path.is_var or node.path.filters or node.varname else Plain(node)
