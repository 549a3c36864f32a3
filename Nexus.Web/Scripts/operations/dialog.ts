// An operation as a dialog, from any button: <button data-operation="crm.deal.win" data-id="…">.
import type { Answer } from '../api'
import { openForm } from '../forms/dialog'

type Row = Record<string, unknown>

/** Asks for what the operation needs, shows what it would do, says why it is refused. Nothing: cancelled. */
export function openOperation(name: string, id?: string, defaults: Row = {}): Promise<Answer<Row> | undefined> {
  return openForm(`/operations/${encodeURIComponent(name)}${id ? `?id=${encodeURIComponent(id)}` : ''}`, defaults)
}
