// As much of a CSV file as is needed to show its columns: the API reads the file itself.

export interface Sample { header: string[]; rows: string[][]; delimiter: string }

const SAMPLE_BYTES = 256 * 1024
const SAMPLE_ROWS = 5

/** The header and the first rows; the encoding is UTF-8, else what Windows writes. */
export async function sample(file: File): Promise<Sample> {
  const bytes = await file.slice(0, SAMPLE_BYTES).arrayBuffer()
  let text: string
  try { text = new TextDecoder('utf-8', { fatal: true }).decode(file.size > SAMPLE_BYTES ? bytes.slice(0, whole(new Uint8Array(bytes))) : bytes) } catch { text = new TextDecoder('windows-1252').decode(bytes) }
  text = text.replace(/^\uFEFF/, '')
  const first = text.slice(0, text.search(/\r|\n|$/))
  const delimiter = [',', ';', '\t'].map(mark => [mark, parse(first, mark)[0]?.length ?? 0] as const).sort((a, b) => b[1] - a[1])[0]![0]
  const rows = parse(text, delimiter)
  return { header: (rows[0] ?? []).map(name => name.trim()), rows: rows.slice(1, 1 + SAMPLE_ROWS), delimiter }
}

/** The place after the last whole line: a character cut in two would look like another encoding. */
function whole(bytes: Uint8Array): number {
  const end = bytes.lastIndexOf(10)
  return end < 0 ? bytes.length : end
}

function parse(text: string, delimiter: string): string[][] {
  const rows: string[][] = []
  let [row, cell, quoted]: [string[], string, boolean] = [[], '', false]
  const endRow = (): void => { row.push(cell); if (row.length > 1 || cell) rows.push(row); [row, cell] = [[], ''] }
  for (let i = 0; i < text.length && rows.length <= SAMPLE_ROWS; i++) {
    const c = text[i]!
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') { cell += c; i++ } else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === delimiter) { row.push(cell); cell = '' }
    else if (c === '\n') endRow()
    else if (c !== '\r') cell += c
  }
  if (cell || row.length) endRow()
  return rows
}
