// Setting up the second factor: password, QR code, first code, recovery codes; and turning it off.
import { visit } from '@hotwired/turbo'
import { encode } from 'uqr'
import { clear, fault, read } from '../acts/form'
import { api, Problem } from '../api'
import { el, find, icon } from '../dom'
import { t } from '../texts'
import { toast, toastProblem } from '../toast'

customElements.define('nx-totp', class extends HTMLElement {
  connectedCallback(): void {
    const button = find<HTMLButtonElement>('button', this)
    if (button) button.onclick = () => this.dataset['mode'] === 'on' ? this.#password() : this.#off()
  }

  #password(): void {
    dialog(t('Set up the second factor'), [el('p', {}, t('First your password, so that nobody else can do this at your open screen.')), password()], t('Continue'), async values => {
      const { data } = await api<{ secret: string; uri: string }>('/api/v1/auth/totp/enroll', { body: values })
      this.#scan(data.secret, data.uri)
      return true
    })
  }

  #scan(secret: string, uri: string): void {
    dialog(t('Scan this with your authenticator app'), [
      el('div', { class: 'qr-box' }, qr(uri)),
      el('details', {}, el('summary', {}, t('Can’t scan?')), el('p', { class: 'muted' }, t('Type this key into the app:')), el('code', { class: 'totp-secret' }, secret.match(/.{1,4}/g)!.join(' '))),
      code(t('Code that the app shows now'), t('Six digits.')),
    ], t('Turn on'), async values => {
      const { data } = await api<{ recovery_codes: string[] }>('/api/v1/auth/totp/confirm', { body: { code: String(values['code'] ?? '') } })
      this.#recovery(data.recovery_codes)
      return true
    })
  }

  #recovery(codes: string[]): void {
    const text = codes.join('\n')
    const save = el('a', { class: 'button', download: 'nexus-recovery-codes.txt', href: URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' })) }, icon('download', 's'), t('Download'))
    const copy = el('button', { class: 'button', type: 'button', onclick: () => void navigator.clipboard.writeText(text).then(() => toast(t('Copied'), 'good')) }, icon('copy', 's'), t('Copy'))
    dialog(t('The second factor is on'), [
      el('div', { class: 'alert warn' }, icon('triangle-alert'), el('div', {}, t('Keep these recovery codes: each opens your account once, should your phone be lost. They are shown this once.'))),
      el('ol', { class: 'recovery-codes' }, ...codes.map(one => el('li', {}, el('code', {}, one)))),
      el('div', { class: 'actions' }, copy, save),
    ], t('I have kept them'), () => { visit(location.href, { action: 'replace' }); return Promise.resolve(true) }, false)
  }

  #off(): void {
    dialog(t('Turn the second factor off?'), [el('p', {}, t('From then on your password alone opens your account.')), password(), code(t('Code of the app, or a recovery code'), '')], t('Turn off'), async values => {
      await api('/api/v1/auth/totp/disable', { body: { password: '', code: '', ...values } })
      toast(t('The second factor is off.'), 'good')
      visit(location.href, { action: 'replace' })
      return true
    })
  }
})

function password(): HTMLElement {
  return el('div', { class: 'field' }, el('label', { for: 'totp-password' }, t('Password')), el('input', { class: 'input', id: 'totp-password', name: 'password', type: 'password', autocomplete: 'current-password', 'data-empty': 'send' }))
}

function code(label: string, hint: string): HTMLElement {
  return el('div', { class: 'field' }, el('label', { for: 'totp-code' }, label), el('input', { class: 'input code-input', id: 'totp-code', name: 'code', autocomplete: 'one-time-code', spellcheck: 'false', 'data-empty': 'send' }), hint ? el('span', { class: 'hint' }, hint) : null)
}

/** A step: it stays open until the action says that it went well. */
function dialog(title: string, parts: (Node | null)[], yes: string, action: (values: Record<string, unknown>) => Promise<boolean>, mayLeave = true): void {
  const button = el('button', { class: 'button primary', type: 'submit' }, yes)
  const form = el('form', { novalidate: true },
    el('div', { class: 'dialog-head' }, el('h2', { id: 'totp-title' }, title)),
    el('div', { class: 'dialog-body stack' }, ...parts),
    el('div', { class: 'dialog-foot' }, mayLeave && el('button', { class: 'button', type: 'button', onclick: () => box.close() }, t('Cancel')), button))
  const box = el('dialog', { 'aria-labelledby': 'totp-title' }, form)
  form.addEventListener('submit', e => {
    e.preventDefault()
    clear(form)
    button.classList.add('busy')
    action(read(form)).then(done => { if (done) box.close() }, (problem: unknown) => {
      if (problem instanceof Problem && problem.status !== 0) fault(form, problem)
      else toastProblem(problem)
    }).finally(() => button.classList.remove('busy'))
  })
  if (!mayLeave) box.addEventListener('cancel', e => e.preventDefault())
  box.addEventListener('close', () => box.remove())
  document.body.append(box)
  box.showModal()
  find<HTMLElement>('input', box)?.focus()
}

/** Always dark on light, as cameras expect it. */
function qr(text: string): SVGSVGElement {
  const { size, data } = encode(text, { ecc: 'M', border: 3 })
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`)
  svg.setAttribute('class', 'qr')
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', t('QR code for the authenticator app'))
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', data.flatMap((row, y) => row.map((dark, x) => dark ? `M${x} ${y}h1v1h-1z` : '')).join(''))
  svg.append(path)
  return svg
}
