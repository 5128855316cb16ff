export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Ours or what it is compared with. */
  readonly ours: boolean;
}

const escapeText = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Horizontal bars as SVG, readable on light and on dark: the viewer's own preference chooses the colours. */
export function chart(title: string, bars: readonly Bar[]): string {
  const [left, width, row, top] = [210, 700, 26, 44];
  const most = Math.max(...bars.map(({ value }) => value), 1);
  const scale = (width - left - 80) / most;
  const lines = bars.map(({ label, value, ours }, i) => {
    const y = top + i * row;
    const length = Math.max(1, Math.round(value * scale));
    return [
      `<text x="${left - 8}" y="${y + 14}" text-anchor="end">${escapeText(label)}</text>`,
      `<rect class="${ours ? "ours" : "other"}" x="${left}" y="${y}" width="${length}" height="18" rx="2"/>`,
      `<text x="${left + length + 6}" y="${y + 14}">${value.toLocaleString("en")}</text>`,
    ].join("\n");
  });
  const told = bars.map(({ label, value }) => `${label} ${value}`).join("; ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top + bars.length * row + 10}" role="img">
<title>${escapeText(title)}</title>
<desc>${escapeText(told)}</desc>
<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 }
.ours { fill: #1f6feb }
.other { fill: #8c959f }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .ours { fill: #58a6ff } .other { fill: #6e7681 } }
</style>
<text class="title" x="${left}" y="24">${escapeText(title)}</text>
${lines.join("\n")}
</svg>
`;
}
