// Tables as a file for spreadsheet programs: RFC 4180, in UTF-8 behind a byte order mark, without which they mistake
// Chinese text. Text that they would take for a formula has an apostrophe in front, as in the server's own files.
export type Cell = string | number | null;

const mark = '\uFEFF';

function textOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const safe = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

export const csvOf = (rows: Cell[][]) => mark + rows.map((row) => `${row.map(textOf).join(',')}\r\n`).join('');

export function download(name: string, content: string, type: string) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const downloadCsv = (name: string, rows: Cell[][]) => download(`${name}.csv`, csvOf(rows), 'text/csv;charset=utf-8');
