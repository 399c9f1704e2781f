"""What the templates of numbers say."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from janji.desk.charts import Chart, Mark, highest, lying
from janji.kit.text import say

register = template.Library()


@register.simple_tag(takes_context=True)
def figure_name(context: Context, name: str) -> str:
    """What a figure is called."""
    return say(f"desk.numbers.tile.{name}", str(context["language"]))


@register.simple_tag(takes_context=True)
def figure_of(context: Context, name: str) -> str:
    """What a figure is a figure of."""
    return say(f"desk.numbers.tile_of.{name}", str(context["language"]))


@register.simple_tag
def lying_bars(chart: Chart) -> list[tuple[Mark, SafeString]]:
    """Each mark of a chart with its bar."""
    top = highest(mark.value for mark in chart.marks)
    return [(mark, lying(mark.value, top)) for mark in chart.marks]
