// The import: a file is chosen, its columns are matched with fields, a dry run names every bad line, and only then rows are written.
import { onceKey, Problem } from '../api'
import { all, el, find, icon } from '../dom'
import { locale, t } from '../texts'
import { toastProblem } from '../toast'
import { sample, type Sample } from './csv'
import { upload, type Report } from './upload'

const LISTED_MAX = 200
/** What the API does once is done in one transaction, of so many rows at most. */
const ONCE_ROWS_MAX = 100_000

customElements.define('nx-import', class extends HTMLElement {
  #file: File | undefined
  #abort: AbortController | undefined

  connectedCallback(): void {
    const input = find<HTMLInputElement>('input[type=file]', this)
    const drop = find('.drop', this)
    if (!input || !drop) return
    input.onchange = () => { if (input.files?.[0]) void this.#columns(input.files[0]) }
    drop.ondragover = e => { e.preventDefault(); drop.classList.add('over') }
    drop.ondragleave = () => drop.classList.remove('over')
    drop.ondrop = e => { e.preventDefault(); drop.classList.remove('over'); if (e.dataTransfer?.files[0]) void this.#columns(e.dataTransfer.files[0]) }
  }

  disconnectedCallback(): void { this.#abort?.abort() }

  #step(index: number, ...parts: (Node | false)[]): void {
    all('.wizard-steps li', this).forEach((step, i) => { if (i === index) step.setAttribute('aria-current', 'step'); else step.removeAttribute('aria-current'); step.classList.toggle('past', i < index) })
    find('[data-step=file]', this)!.hidden = index > 0
    find('[data-stage]', this)!.replaceChildren(...parts.filter((part): part is Node => part !== false))
    if (index > 0) find<HTMLElement>('[data-stage] h2', this)?.focus()
  }

  #again(): void {
    find<HTMLInputElement>('input[type=file]', this)!.value = ''
    this.#step(0)
  }

  async #columns(file: File): Promise<void> {
    this.#file = file
    const seen = await sample(file)
    const options = find<HTMLTemplateElement>('template[data-fields]', this)!.content
    const taken = new Set<string>()
    const body = el('tbody', {}, ...seen.header.map((name, i) => {
      const select = el('select', { class: 'input', 'data-column': name, 'aria-label': t('Goes to, for the column {0}', name) }, options.cloneNode(true))
      const guess = this.#guess(name, select, taken)
      if (guess) { select.value = guess; taken.add(guess) }
      return el('tr', {}, el('th', { scope: 'row' }, name || t('(no name)')), el('td', { class: 'muted' }, seen.rows.map(row => row[i] ?? '').filter(Boolean).slice(0, 3).join(' · ')), el('td', {}, select))
    }))
    const match = el('select', { class: 'input', id: 'import-match' }, find<HTMLTemplateElement>('template[data-matches]', this)!.content.cloneNode(true))
    const decimal = el('select', { class: 'input', id: 'import-decimal' }, el('option', { value: '' }, t('found out')), el('option', { value: 'point' }, '1234.5'), el('option', { value: 'comma' }, '1234,5'))
    const date = el('select', { class: 'input', id: 'import-date' }, el('option', { value: '' }, t('as in the country')), el('option', { value: 'dmy' }, t('31/12/2026')), el('option', { value: 'mdy' }, t('12/31/2026')))
    const note = el('div', { class: 'import-note' })
    const check = el('button', { class: 'button primary', type: 'button' }, t('Check the file'))
    check.onclick = () => void this.#check(check, note, seen, match.value, decimal.value, date.value)
    this.#step(1, el('section', { class: 'card' },
      el('header', {}, icon('file-text'), el('h2', { tabindex: '-1' }, file.name), el('span', { class: 'muted' }, t('{0} columns', seen.header.length))),
      el('div', { class: 'table-scroll tall' }, el('table', { class: 'table' }, el('thead', {}, el('tr', {}, el('th', {}, t('Column')), el('th', {}, t('For example')), el('th', {}, t('Goes to')))), body)),
      el('div', { class: 'card-body form-grid' },
        el('div', { class: 'field' }, el('label', { for: 'import-match' }, t('Rows that are there already')), match),
        el('div', { class: 'field' }, el('label', { for: 'import-decimal' }, t('Decimals look like')), decimal),
        el('div', { class: 'field' }, el('label', { for: 'import-date' }, t('Days look like')), date)),
      el('div', { class: 'card-body' }, note),
      el('div', { class: 'card-foot row' }, el('span', { class: 'grow' }), el('button', { class: 'button', type: 'button', onclick: () => this.#again() }, t('Another file')), check)))
  }

  /** By the name of the column, as the API would. */
  #guess(name: string, select: HTMLSelectElement, taken: Set<string>): string | undefined {
    const wanted = joined(name)
    return [...select.options].find(option => option.value && !taken.has(option.value) && [option.value, option.value.replace(/_id$/, ''), option.value.replace(/^x_/, ''), option.text.replace(' *', '')].some(one => joined(one) === wanted))?.value
  }

  async #check(button: HTMLButtonElement, note: HTMLElement, seen: Sample, match: string, decimal: string, date: string): Promise<void> {
    const mapping = Object.fromEntries(all<HTMLSelectElement>('select[data-column]', this).map(select => [select.dataset['column']!, select.value || null]))
    const query: Record<string, string> = { mapping: JSON.stringify(mapping), ...(match && { match }), ...(decimal && { decimal }), ...(date && { date }), delimiter: seen.delimiter === '\t' ? 'tab' : seen.delimiter }
    button.classList.add('busy')
    note.replaceChildren()
    try {
      const report = await this.#send({ ...query, mode: 'skip_bad', dryRun: 'true' }, note)
      this.#found(report, query)
    } catch (problem) {
      if (problem instanceof Problem && problem.status !== 0) note.replaceChildren(el('div', { class: 'alert bad', role: 'alert' }, icon('circle-alert'), el('div', {}, ...(problem.fields.length ? problem.fields.map(one => el('div', {}, one.message)) : [problem.message]))))
      else toastProblem(problem)
    } finally { button.classList.remove('busy') }
  }

  #found(report: Report, query: Record<string, string>): void {
    const good = report.rows - report.skipped
    const note = el('div', { class: 'import-note' })
    const load = el('button', { class: 'button primary', type: 'button', disabled: good === 0 }, report.skipped === 0 ? t('Import all {0} rows', number(good)) : t('Import the {0} good rows', number(good)))
    const key = onceKey()
    load.onclick = () => void this.#load(load, note, query, report, key)
    this.#step(2, el('section', { class: 'card' },
      el('header', {}, icon('circle-check'), el('h2', { tabindex: '-1' }, t('What would happen'))),
      el('dl', { class: 'figures inset' }, figure(t('Rows'), report.rows), figure(t('New'), report.created), figure(t('Updated'), report.updated), figure(t('Bad'), report.skipped, report.skipped > 0)),
      report.skipped > 0 && this.#bad(report, query),
      el('div', { class: 'card-body' }, note),
      el('div', { class: 'card-foot row wrap' }, el('span', { class: 'grow muted' }, report.skipped > 0 ? t('Nothing is imported yet. Bad lines are left out, or correct the file first.') : t('Nothing is imported yet.')),
        el('button', { class: 'button', type: 'button', onclick: () => this.#again() }, report.skipped > 0 ? t('Import nothing') : t('Another file')), load)))
  }

  #bad(report: Report, query: Record<string, string>): Node {
    const download = el('button', { class: 'button small', type: 'button' }, icon('download', 's'), t('Download the list'))
    download.onclick = () => void this.#download(download, query)
    return el('div', {},
      el('div', { class: 'card-body row wrap' }, el('strong', { class: 'grow' }, t('Lines that can’t be imported')), download),
      el('div', { class: 'table-scroll' }, el('table', { class: 'table bad-lines' },
        el('thead', {}, el('tr', {}, el('th', { class: 'end' }, t('Line')), el('th', {}, t('Column')), el('th', {}, t('What is wrong')))),
        el('tbody', {}, ...report.bad.slice(0, LISTED_MAX).map(bad => el('tr', {}, el('td', { class: 'end' }, String(bad.line)), el('td', {}, bad.column ?? t('whole line')), el('td', {}, bad.message)))))),
      report.bad_total > LISTED_MAX && el('p', { class: 'card-body muted' }, t('And {0} more, in the list to download.', number(report.bad_total - LISTED_MAX))))
  }

  async #load(button: HTMLButtonElement, note: HTMLElement, query: Record<string, string>, checked: Report, key: string): Promise<void> {
    button.classList.add('busy')
    try {
      const report = await this.#send({ ...query, mode: checked.skipped > 0 ? 'skip_bad' : 'all_or_nothing' }, note, checked.rows <= ONCE_ROWS_MAX ? key : undefined)
      this.#step(3, el('section', { class: 'card' },
        el('header', {}, icon('circle-check'), el('h2', { tabindex: '-1' }, t('Imported'))),
        el('dl', { class: 'figures inset' }, figure(t('New'), report.created), figure(t('Updated'), report.updated), figure(t('Left out'), report.skipped, report.skipped > 0)),
        report.skipped > 0 && this.#bad(report, query),
        el('div', { class: 'card-foot row' }, el('span', { class: 'grow' }), el('button', { class: 'button', type: 'button', onclick: () => this.#again() }, t('Another file')), el('a', { class: 'button primary', href: this.dataset['list'] }, t('Show {0}', this.dataset['many'])))))
    } catch (problem) {
      if (problem instanceof Problem && problem.status !== 0) note.replaceChildren(el('div', { class: 'alert bad', role: 'alert' }, icon('circle-alert'), el('div', {}, problem.message)))
      else toastProblem(problem)
    } finally { button.classList.remove('busy') }
  }

  /** With a bar that tells how far the file has come, and then that the server works. */
  async #send(query: Record<string, string>, note: HTMLElement, key?: string): Promise<Report> {
    const bar = el('span', {})
    const text = el('span', { class: 'muted' }, t('Sending the file…'))
    note.replaceChildren(el('div', { class: 'stack tight', role: 'status' }, text, el('div', { class: 'progress' }, bar)))
    this.#abort = new AbortController()
    try {
      return await upload(`${this.dataset['route']}?${new URLSearchParams(query)}`, this.#file!, this.#abort.signal, part => {
        bar.style.width = `${Math.round(part * 100)}%`
        if (part >= 1) { text.textContent = t('Looking at each row…'); bar.classList.add('works') }
      }, key)
    } finally { note.replaceChildren() }
  }

  async #download(button: HTMLButtonElement, query: Record<string, string>): Promise<void> {
    button.classList.add('busy')
    try {
      const response = await fetch(`${this.dataset['route']}?${new URLSearchParams({ ...query, mode: 'skip_bad', dryRun: 'true' })}`, { method: 'POST', body: this.#file!, headers: { 'Accept': 'text/csv', 'Content-Type': 'text/csv', 'X-Nexus-Console': '1' }, credentials: 'same-origin' })
      const address = URL.createObjectURL(await response.blob())
      el('a', { href: address, download: 'bad-lines.csv' }).click()
      setTimeout(() => URL.revokeObjectURL(address), 1000)
    } catch (problem) { toastProblem(problem) } finally { button.classList.remove('busy') }
  }
})

const number = (value: number): string => value.toLocaleString(locale)

const figure = (label: string, value: number, bad = false): HTMLElement => el('div', { class: `figure card ${bad ? 'bad' : ''}` }, el('dt', {}, label), el('dd', {}, number(value)))

const joined = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
