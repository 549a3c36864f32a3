// A form of an operation: looks at what was entered, sends it once, and says beside the fields what was wrong.
import { type Answer, Problem } from '../api'
import { el, find, icon } from '../dom'
import { check } from '../inputs/validate'
import { clearFaults, fieldsIn, isChanged, readChanged, readGiven, showFaults } from '../inputs/read'
import { runOperation } from '../operations/run'
import { t } from '../texts'
import { toast, toastProblem } from '../toast'
import { dropDraft, keepDraft } from './draft'
import '../inputs/all'

/** What a form tells when it has done its work; `preventDefault` takes the rest over. */
export interface Done { name: string; id?: string; answer: Answer<Record<string, unknown>> }

export class Form extends HTMLElement {
  private form!: HTMLFormElement
  private busy = false
  private duplicatesSeen = false

  connectedCallback(): void {
    if (this.form) { forms.add(this); return }
    this.form = find<HTMLFormElement>('form', this)!
    // Here, not in the markup: without script the browser's own checks are what there is.
    this.form.noValidate = true
    this.form.addEventListener('submit', e => { e.preventDefault(); void this.submit() })
    this.form.addEventListener('keydown', e => {
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); void this.submit() }
    })
    find('[data-do-preview]', this)?.addEventListener('click', () => void this.preview())
    this.addEventListener('click', e => { if ((e.target as Element).closest('[data-cancel]')) dropDraft(this) })
    keepDraft(this)
    forms.add(this)
  }

  disconnectedCallback(): void { forms.delete(this) }

  get operation(): string { return this.dataset['operation']! }

  /** Anything entered that isn't saved. */
  get isDirty(): boolean { return fieldsIn(this).some(isChanged) }

  get input(): Record<string, unknown> {
    return this.dataset['updates'] !== undefined ? readChanged(this) : readGiven(this)
  }

  /** Does it, if nothing is wrong that can be told here. */
  async submit(): Promise<void> {
    if (this.busy || !this.looksRight()) return
    if (this.dataset['updates'] !== undefined && !this.isDirty) { this.done(undefined); return }
    this.setBusy(true)
    try {
      const answer = await runOperation({
        name: this.operation, route: this.dataset['route']!, method: this.dataset['method'], id: this.dataset['id'], input: this.input,
        ifMatch: this.dataset['updates'] !== undefined ? this.dataset['version'] : undefined,
        refuseDuplicates: this.dataset['creates'] !== undefined && !this.duplicatesSeen,
      })
      this.done(answer)
    } catch (e) {
      this.refused(e)
    } finally {
      this.setBusy(false)
    }
  }

  private looksRight(): boolean {
    const faults = check(this)
    if (faults.length > 0) showFaults(this, { message: '', fields: faults })
    else clearFaults(this)
    return faults.length === 0
  }

  private done(answer: Answer<Record<string, unknown>> | undefined): void {
    dropDraft(this)
    forms.delete(this)
    const taken = !this.dispatchEvent(new CustomEvent('nexus:done', { bubbles: true, cancelable: true, detail: answer && { name: this.operation, id: this.dataset['id'], answer } satisfies Done }))
    if (!taken) void this.leave(answer)
  }

  /** On a page of its own: to the row, with the secrets shown before. */
  private async leave(answer: Answer<Record<string, unknown>> | undefined): Promise<void> {
    const revealed = answer?.headers.get('Nexus-Revealed')
    if (answer && revealed) await (await import('../operations/secrets')).showSecrets(revealed.split(','), answer.data)
    const id = this.dataset['creates'] !== undefined ? answer?.data['id'] : this.dataset['id']
    if (answer) toast(t('Saved'), 'good')
    Turbo.visit(id ? `${this.dataset['rows']}/${String(id)}` : this.dataset['rows']!)
  }

  private refused(e: unknown): void {
    if (!(e instanceof Problem)) { toastProblem(e); return }
    if (e.code === 'possible_duplicate') this.showDuplicates((e.more['duplicates'] ?? []) as string[])
    else if (e.code === 'version_mismatch') void this.settle()
    else if (this.dispatchEvent(new CustomEvent('nexus:refused', { bubbles: true, cancelable: true, detail: e }))) showFaults(this, e)
  }

  /** Somebody else changed the row: what they changed is taken over, what both changed is asked about, and it is saved again. */
  private async settle(): Promise<void> {
    try {
      const { resolve } = await import('./conflict')
      if (await resolve(this)) await this.submit()
    } catch (e) { toastProblem(e) }
  }

  /** Takes over what others changed while this form is open; the fields that this person changed stay, and are settled when saved. */
  async takeOver(fresh: HTMLElement): Promise<void> {
    const { takeOverFresh } = await import('./conflict')
    takeOverFresh(this, fresh as Form)
  }

  private showDuplicates(ids: string[]): void {
    this.duplicatesSeen = true
    showFaults(this, { message: t('This is probably there already. Open it, or press again to create it all the same.'), fields: [] })
    find('.fault-summary .grow', this)?.append(el('ul', {}, ...ids.map(id => el('li', {}, el('a', { href: `${this.dataset['rows']}/${id}`, target: '_blank' }, t('Open'), ' ', icon('external-link', 's'))))))
  }

  private async preview(): Promise<void> {
    if (!this.looksRight()) return
    const { showPreview } = await import('../operations/preview')
    await showPreview(this, find('[data-preview]', this)!)
  }

  private setBusy(busy: boolean): void {
    this.busy = busy
    const button = find<HTMLButtonElement>('button[type=submit]', this)
    button?.classList.toggle('busy', busy)
    button?.setAttribute('aria-busy', String(busy))
  }
}

// Leaving with something unsaved is asked about: by the browser where it can be, else here.
const forms = new Set<Form>()
const unsaved = (): boolean => [...forms].some(form => form.isConnected && form.isDirty && form.dataset['draft'] !== undefined)
addEventListener('beforeunload', e => { if (unsaved()) e.preventDefault() })
document.addEventListener('turbo:before-visit', e => {
  if (unsaved() && !confirm(t('Leave without saving? What you entered is kept for a while, in this tab.'))) e.preventDefault()
})

customElements.define('nx-form', Form)
