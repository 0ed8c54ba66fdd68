/** Cells of a file that do not contain a usable value. */

/** Errors of Excel, Google Sheets and LibreOffice, including translated ones: `#N/A`, `#BEZUG!`, `#¿NOMBRE?`, `Err:502`, `####`. */
const spreadsheetError = /^(?:#[\p{Lu}\p{P}\p{N}]{2,20}[!?]|#(?:N\/?[ADV]|NV|GETTING_DATA)|#{3,}|Err:\d{3})$/u;
/** What programs write for a missing value. A person named `Null` is written in other ways. */
const nothing = /^(?:null|NULL|\(null\)|<null>|nil|None|nan|NaN|<NA>|NaT|undefined|n\/a|N\/A|\\N|\[object Object\])$/;

/** Returns why a cell must not be sent as it is; undefined for a value and for an empty cell. */
export const faultOfCell = (cell: string): string | undefined => {
  const text = cell.trim();
  if (spreadsheetError.test(text)) return `is \`${text}\`, a spreadsheet error`;
  return nothing.test(text) ? `is \`${text}\`, which is not a value; leave the cell empty` : undefined;
};

/** Removes the apostrophe that `--safe-csv` puts before text that a spreadsheet would treat as a formula. */
export const unquoted = (cell: string): string => (/^'+[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell);

/**
 * Returns the values of a cell that holds several: a JSON array, as exports write values that contain a separator, else values between separators.
 */
export const valuesOf = (cell: string): string[] => {
  if (cell.trim().startsWith('[')) {
    try {
      const values: unknown = JSON.parse(cell);
      if (Array.isArray(values) && values.every((value) => typeof value === 'string')) return values.filter((value) => value !== '');
    } catch {
      // Not JSON, just text that begins with a bracket.
    }
  }
  return cell
    .split(/[,;|]/)
    .map((part) => part.trim())
    .filter(Boolean);
};
