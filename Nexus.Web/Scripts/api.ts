// The public API, as this page's user. The session's cookie goes along by itself; the header tells that it is our own page that asks.

/** What was wrong with one field. */
export interface FieldFault { field: string; code: string; message: string }

/** An answer that is no success, as RFC 9457 tells it. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly fields: FieldFault[], readonly more: Record<string, unknown>) { super(message) }
}

export interface Answer<T> { data: T; status: number; headers: Headers }

export interface Wish {
  method?: string
  /** JSON text, or what becomes one. */
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** @throws {Problem} also when the server can't be reached: status 0, code `unreachable`. */
export async function api<T = unknown>(path: string, wish: Wish = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: 'application/json', 'X-Nexus-Console': '1', ...wish.headers }
  let body: BodyInit | undefined
  if (wish.body instanceof Blob || wish.body instanceof FormData) body = wish.body
  else if (wish.body !== undefined) {
    body = typeof wish.body === 'string' ? wish.body : JSON.stringify(wish.body)
    headers['Content-Type'] ??= 'application/json'
  }
  let response: Response
  try {
    response = await fetch(path, { method: wish.method ?? (body === undefined ? 'GET' : 'POST'), headers, body, signal: wish.signal, credentials: 'same-origin' })
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e
    throw new Problem(0, 'unreachable', 'The server can’t be reached. Nothing was lost: try again.', [], {})
  }
  if (response.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`)
  const text = await response.text()
  const isJson = /[/+]json/.test(response.headers.get('Content-Type') ?? '')
  const data = isJson && text ? JSON.parse(text) : text
  if (!response.ok) {
    const problem = isJson ? data : {}
    throw new Problem(response.status, problem.code ?? 'failed', problem.detail ?? problem.title ?? `The server answered ${response.status}.`, problem.errors ?? [], problem)
  }
  return { data: data as T, status: response.status, headers: response.headers }
}

/** A key for one press of a button: a repeated request does it once. */
export const onceKey = (): string => crypto.randomUUID()

/** A page of ours as a document, to take parts from it. */
export async function page(address: string, signal?: AbortSignal): Promise<Document> {
  const response = await fetch(address, { headers: { Accept: 'text/html', 'X-Nexus-Console': '1' }, signal, credentials: 'same-origin' })
  if (!response.ok) throw new Problem(response.status, 'failed', `The server answered ${response.status}.`, [], {})
  return new DOMParser().parseFromString(await response.text(), 'text/html')
}
