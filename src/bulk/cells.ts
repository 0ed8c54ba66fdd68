/** What the cells of a file hold that is no value. */

/** Errors of Excel, Google Sheets and LibreOffice in the languages that translate them: `#N/A`, `#BEZUG!`, `#¿NOMBRE?`, `Err:502`, `####`. */
const spreadsheetError = /^(?:#[\p{Lu}\p{P}\p{N}]{2,20}[!?]|#(?:N\/?[ADV]|NV|GETTING_DATA)|#{3,}|Err:\d{3})$/u;
/** What programs write for nothing. `Null` as a person's name is written otherwise. */
const nothing = /^(?:null|NULL|\(null\)|<null>|nil|None|nan|NaN|<NA>|NaT|undefined|n\/a|N\/A|\\N|\[object Object\])$/;

/** Why a cell must not go out as it is; undefined for a value, and for an empty cell. */
export const faultOfCell = (cell: string): string | undefined => {
  const text = cell.trim();
  if (spreadsheetError.test(text)) return `is \`${text}\`, a spreadsheet error`;
  return nothing.test(text) ? `is \`${text}\`, which is not a value; leave the cell empty` : undefined;
};

/** A cell without the apostrophe that `--safe-csv` puts before what a spreadsheet would take for a formula. */
export const unquoted = (cell: string): string => (/^'+[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell);

/** The values of a cell that holds several: a JSON array, as exports write them where a value holds a separator, else between separators. */
export const valuesOf = (cell: string): string[] => {
  if (cell.trim().startsWith('[')) {
    try {
      const values: unknown = JSON.parse(cell);
      if (Array.isArray(values) && values.every((value) => typeof value === 'string')) return values.filter((value) => value !== '');
    } catch {
      // No JSON: a text that begins with a bracket.
    }
  }
  return cell
    .split(/[,;|]/)
    .map((part) => part.trim())
    .filter(Boolean);
};
