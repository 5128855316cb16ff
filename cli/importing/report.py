"""What was changed, and what is left for the author, by file and line of the source."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Report:
    """Collects lines. `changed`: done for the author; `left`: to be looked at."""

    changed: set[tuple[str, int, str]] = field(default_factory=set)
    left: set[tuple[str, int, str]] = field(default_factory=set)

    def text(self) -> str:
        """Return all lines, by file and line."""
        parts = []
        for title, lines in (("Changed", self.changed), ("Left for you", self.left)):
            parts.append(f"{title}: {len(lines)}")
            parts += [f"  {file}:{line}: {what}" if line else f"  {file}: {what}" for file, line, what in sorted(lines)]
        return "\n".join(parts)


@dataclass(frozen=True)
class Notes:
    """The report for one file."""

    report: Report
    file: str

    def changed(self, line: int, text: str) -> None:
        """Tell what was done at a line; 0: the file as a whole."""
        self.report.changed.add((self.file, line, _short(text)))

    def left(self, line: int, text: str) -> None:
        """Tell what the author must look at."""
        self.report.left.add((self.file, line, _short(text)))


def _short(text: str) -> str:
    line = " ".join(text.split())
    line = "".join(char if char.isprintable() else "?" for char in line)
    return line if len(line) <= 220 else f"{line[:219]}…"
