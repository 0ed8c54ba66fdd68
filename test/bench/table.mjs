// Figures as text.

/** Columns of text, the first to the left and the others to the right. */
const columns = (rows) => {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at < 2 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const round = (value) => (value === undefined ? '' : value >= 100 ? value.toFixed(0) : value.toFixed(2));

/** Whether a figure reaches a bar; undefined where there is none. */
export const reaches = ({ ratio, better }, bar) => (bar === undefined ? undefined : better === 'more' ? ratio >= bar : ratio <= bar);

const verdict = (figure) => {
  if (figure.must === undefined) return '';
  if (!reaches(figure, figure.must)) return 'MISSED';
  return reaches(figure, figure.aim) ? 'pass, aim too' : 'pass';
};

/** Figures with their bars; marks each with whether it reached what it must. */
export const figureTable = (figures) => {
  for (const figure of figures) figure.reached = reaches(figure, figure.must);
  const head = ['what', 'against', 'ratio', 'middle half', 'must', 'aim', '', 'ours', 'theirs'];
  const rows = figures.map((figure) => [
    figure.name,
    figure.against,
    round(figure.ratio),
    `${round(figure.low)}–${round(figure.high)}`,
    figure.must === undefined ? '' : `${figure.better === 'more' ? '≥' : '≤'} ${figure.must}`,
    figure.aim === undefined ? '' : String(figure.aim),
    verdict(figure),
    `${round(figure.value)} ${figure.unit}`,
    `${round(figure.floor)} ${figure.unit}`,
  ]);
  return columns([head, ...rows]);
};

/** Rows of growth: what, its size, seconds, microseconds a row, MiB at most. */
export const growthTable = (rows) =>
  columns([
    ['what', 'rows', 'time', 'a row', 'peak memory'],
    ...rows.map(({ what, size, seconds, peak }) => [
      what,
      String(size),
      `${seconds.toFixed(2)} s`,
      `${((seconds / size) * 1e6).toFixed(0)} µs`,
      peak === undefined ? '' : `${peak.toFixed(0)} MiB`,
    ]),
  ]);

export const machineLine = ({ date, cpu, cores, memory, system, node, load, commit }) =>
  `${date}, ${cores} × ${cpu}, ${memory}, ${system}, Node ${node}, load ${load} at the start, commit ${commit}`;
