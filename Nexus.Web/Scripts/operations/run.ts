// Runs an operation by the API: once for each press, however often it has to be sent.
import { type Answer, api, onceKey, Problem } from '../api'

export interface Run {
  /** `crm.deal.win` */
  name: string
  /** `/api/v1/crm/deals/{id}/win` */
  route: string
  method?: string
  id?: string
  input?: Record<string, unknown>
  /** The version that the person saw; if it isn't the row's any more, nothing is done (412). */
  ifMatch?: string | number
  /** Does all of it and rolls back: the answer is what would happen. */
  dryRun?: boolean
  /** Refuses to create what is there already (409 with the duplicates). */
  refuseDuplicates?: boolean
  signal?: AbortSignal
}

const KEYS = 'nexus:pressed'

/** @throws {Problem} A press whose answer never came keeps its key, so that pressing again does it once. */
export async function runOperation<T = Record<string, unknown>>(run: Run): Promise<Answer<T>> {
  const body = JSON.stringify(run.input ?? {})
  const route = run.route.replace('{id}', encodeURIComponent(run.id ?? ''))
  const headers: Record<string, string> = {}
  if (run.ifMatch !== undefined && run.ifMatch !== '') headers['If-Match'] = `"${String(run.ifMatch)}"`
  if (run.refuseDuplicates) headers['Prefer'] = 'duplicates=refuse'
  const send = (): Promise<Answer<T>> => api<T>(run.dryRun ? `${route}?dryRun=true` : route, { method: run.method ?? 'POST', body, headers, signal: run.signal })
  if (run.dryRun) return send()

  const press = nameOf(`${run.method ?? 'POST'} ${route} ${headers['If-Match'] ?? ''} ${body}`)
  const key = kept()[press] ?? onceKey()
  keep(press, key)
  headers['Idempotency-Key'] = key
  try {
    const answer = await send()
    keep(press, undefined)
    return answer
  } catch (e) {
    // Refused: nothing was done, and the next press is another one. Unanswered: it may have been done.
    if (e instanceof Problem && e.status >= 400 && e.status < 500) keep(press, undefined)
    throw e
  }
}

function kept(): Record<string, string> {
  try { return JSON.parse(sessionStorage.getItem(KEYS) ?? '{}') as Record<string, string> } catch { return {} }
}

function keep(press: string, key: string | undefined): void {
  const keys = kept()
  if (key) keys[press] = key
  else delete keys[press]
  try { sessionStorage.setItem(KEYS, JSON.stringify(keys)) } catch { /* Without storage a key lives as long as the press. */ }
}

/** Tells presses apart without keeping what was entered (FNV-1a). */
function nameOf(text: string): string {
  let h = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(text)) h = BigInt.asUintN(64, (h ^ BigInt(byte)) * 0x100000001b3n)
  return h.toString(16)
}
