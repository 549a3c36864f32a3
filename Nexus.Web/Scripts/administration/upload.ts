// Sends a file and tells how far it has come, which fetch can't.
import { Problem, type FieldFault } from '../api'

export interface BadLine { line: number; column: string | null; code: string; message: string }

export interface Report { rows: number; created: number; updated: number; skipped: number; bad_total: number; bad: BadLine[] }

export function upload(path: string, file: File, signal: AbortSignal, onProgress: (part: number) => void, key?: string): Promise<Report> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('Content-Type', 'text/csv')
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('X-Nexus-Console', '1')
    if (key) request.setRequestHeader('Idempotency-Key', key)
    request.upload.onprogress = e => { if (e.lengthComputable) onProgress(e.loaded / e.total) }
    request.upload.onload = () => onProgress(1)
    request.onerror = () => failed(new Problem(0, 'unreachable', 'The server can’t be reached. Nothing was lost: try again.', [], {}))
    request.onload = () => {
      const answer = parse(request.responseText)
      if (request.status === 200) done(answer as unknown as Report)
      else failed(new Problem(request.status, String(answer['code'] ?? 'failed'), String(answer['detail'] ?? `The server answered ${request.status}.`), (answer['errors'] ?? []) as FieldFault[], answer))
    }
    signal.addEventListener('abort', () => { request.abort(); failed(new DOMException('', 'AbortError')) })
    request.send(file)
  })
}

function parse(text: string): Record<string, unknown> {
  try { return JSON.parse(text) as Record<string, unknown> } catch { return {} }
}
