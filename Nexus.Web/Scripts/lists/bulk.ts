// One operation for many rows: what it needs is asked once, rows are done one after the other, and who was refused is told with the reason.
import { page, Problem } from '../api'
import { el, find, icon } from '../dom'
import { check } from '../inputs/validate'
import { clearFaults, showFaults } from '../inputs/read'
import type { Form } from '../forms/form'
import { runOperation } from '../operations/run'
import { t } from '../texts'
import { toastProblem } from '../toast'
import type { Picked, Selection } from './selection'
import '../forms/form'

const AT_ONCE = 4

interface Refused { row: Picked; why: string }

export class Bulk {
  private readonly abort = new AbortController()

  constructor(private readonly list: HTMLElement, private readonly selection: Selection) {
    list.addEventListener('nexus:rows', () => selection.show(), { signal: this.abort.signal })
    list.addEventListener('click', e => {
      const button = (e.target as Element).closest<HTMLElement>('[data-bulk-operation]')
      if (button) void this.open(button.dataset['bulkOperation']!, button.textContent!.trim())
    }, { signal: this.abort.signal })
  }

  stop(): void { this.abort.abort() }

  private async open(name: string, word: string): Promise<void> {
    const rows = this.selection.all
    if (rows.length === 0) return
    let form: Form | null
    try {
      const found = find('nx-form', await page(`/operations/${encodeURIComponent(name)}?id=${encodeURIComponent(rows[0]!.id)}`))
      form = found && document.importNode(found, true) as Form
      if (!form) throw new Problem(403, 'permission_denied', t('You may not do this.'), [], {})
    } catch (e) { toastProblem(e); return }
    const count = rows.length === 1 ? t('1 row') : t('{0} rows', rows.length)
    const dialog = el('dialog', { class: form.querySelectorAll('.field').length > 6 ? 'wide form-dialog' : 'form-dialog', 'aria-labelledby': 'bulk-title' },
      el('div', { class: 'dialog-head' }, el('h2', { id: 'bulk-title' }, `${word} · ${count}`),
        el('button', { class: 'button quiet icon-only', type: 'button', 'aria-label': t('Close'), 'data-cancel': true }, icon('x'))),
      form.dataset['updates'] !== undefined && el('p', { class: 'muted bulk-note' }, t('Only what you change here is changed, in all of them.')), form)
    find('[data-do-preview]', form)?.remove()
    document.body.append(dialog)
    dialog.addEventListener('click', e => { if ((e.target as Element).closest('[data-cancel]')) { e.preventDefault(); dialog.close() } })
    dialog.addEventListener('close', () => dialog.remove())
    // The form is filled in here, but what it does is done for each row.
    dialog.addEventListener('submit', e => {
      e.preventDefault()
      e.stopImmediatePropagation()
      const faults = check(form)
      if (faults.length > 0) { showFaults(form, { message: '', fields: faults }); return }
      clearFaults(form)
      void this.run(dialog, form, rows, word)
    }, true)
    dialog.showModal()
  }

  private async run(dialog: HTMLDialogElement, form: Form, rows: Picked[], word: string): Promise<void> {
    const { operation = '', route = '', method } = form.dataset
    const input = form.input
    const bar = el('span', {})
    const told = el('p', { role: 'status', 'aria-live': 'polite' }, t('{0} of {1}', 0, rows.length))
    const stop = el('button', { class: 'button', type: 'button' }, t('Stop'))
    const foot = el('div', { class: 'dialog-foot' }, stop)
    const body = el('div', { class: 'dialog-body stack' }, el('div', { class: 'progress', role: 'progressbar', 'aria-label': word }, bar), told)
    dialog.replaceChildren(find('.dialog-head', dialog)!, body, foot)
    let [done, stopped] = [0, false]
    const refused: Refused[] = []
    const due = [...rows]
    stop.addEventListener('click', () => { stopped = true })
    dialog.addEventListener('close', () => { stopped = true })
    bar.style.width = '0'
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, rows.length) }, async () => {
      for (let row = due.shift(); row && !stopped; row = due.shift()) {
        try {
          await runOperation({ name: operation, route, method, id: row.id, input })
        } catch (e) {
          refused.push({ row, why: e instanceof Problem ? e.fields[0]?.message ?? e.message : t('Something went wrong in this page. Reload it.') })
        }
        done++
        bar.style.width = `${(100 * done) / rows.length}%`
        told.textContent = t('{0} of {1}', done, rows.length)
      }
    }))
    const left = new Set([...refused.map(r => r.row.id), ...due.map(row => row.id)])
    this.selection.keep([...left])
    for (const { id } of rows) if (!left.has(id)) this.list.dispatchEvent(new CustomEvent('nexus:row', { detail: id }))
    this.tell(body, foot, told, done - refused.length, refused, () => dialog.close())
  }

  private tell(body: HTMLElement, foot: HTMLElement, told: HTMLElement, done: number, refused: Refused[], end: () => void): void {
    told.textContent = done === 1 ? t('1 row was done.') : t('{0} rows were done.', done)
    if (refused.length > 0) {
      body.append(el('h3', {}, refused.length === 1 ? t('1 row was refused') : t('{0} rows were refused', refused.length)),
        el('ul', { class: 'bulk-refused' }, ...refused.map(({ row, why }) => el('li', {}, el('strong', {}, row.title), el('span', { class: 'muted' }, why)))))
    }
    const close = el('button', { class: 'button primary', type: 'button', onclick: end }, t('Close'))
    foot.replaceChildren(close)
    close.focus()
  }
}
