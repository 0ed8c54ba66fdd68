// Formats figures as text.

/** Formats columns of text, the first aligned left and the others right. */
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

/** Returns whether a figure reaches a bar; undefined if there is no bar. */
export const reaches = ({ ratio, better }, bar) => (bar === undefined ? undefined : better === 'more' ? ratio >= bar : ratio <= bar);

const verdict = (figure) => {
  if (figure.must === undefined) return '';
  if (!reaches(figure, figure.must)) return 'MISSED';
  return reaches(figure, figure.aim) ? 'pass, aim too' : 'pass';
};

/** Formats figures with their bars, and marks whether each reaches the bar it must. */
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

/** Formats growth rows: name, size, seconds, microseconds per row, peak memory in MiB. */
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
