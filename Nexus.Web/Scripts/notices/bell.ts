// <nx-bell>: how many notices the person hasn't seen, live; the list opens below it, and opening it is seeing it, in every tab.
import { api } from '../api'
import { debounce, find } from '../dom'
import { live } from '../live'
import { t } from '../texts'
import { page } from '../api'

interface Answer { unseen: number }

const LOOK_AGAIN = 120_000
const MOST_SHOWN = 99

class NxBell extends HTMLElement {
  #end: (() => void)[] = []
  #tabs: BroadcastChannel | undefined

  connectedCallback(): void {
    const count = debounce(250, () => void this.#count())
    const timer = setInterval(() => { if (!document.hidden) count() }, LOOK_AGAIN)
    const [me, actor] = [this.dataset['me'] ?? '', this.dataset['actor']]
    const back = (e: Event): void => { if ((e as CustomEvent).detail === 'online') count() }
    const toggled = (e: Event): void => { if ((e as ToggleEvent).newState === 'open') void this.#open() }
    document.addEventListener('nexus:connection', back)
    const menu = find('.notices-menu', this)
    menu?.addEventListener('toggle', toggled)
    this.#tabs = new BroadcastChannel('nexus-notices')
    this.#tabs.onmessage = () => this.#show(0)
    this.#end = [
      () => clearInterval(timer), () => document.removeEventListener('nexus:connection', back), () => menu?.removeEventListener('toggle', toggled), () => this.#tabs?.close(),
      live(happened => { if ((happened as { nexusactor?: string }).nexusactor !== actor && me && JSON.stringify(happened.data).includes(me)) count() }),
    ]
    count()
  }

  disconnectedCallback(): void {
    for (const end of this.#end) end()
    this.#end = []
  }

  async #count(): Promise<void> {
    try {
      this.#show((await api<Answer>('/api/v1/notices')).data.unseen)
    } catch { /* The bell keeps what it knew; the connection's own note tells of a lost one. */ }
  }

  #show(unseen: number): void {
    const badge = find('.bell-count', this)
    const button = find('button', this)
    if (!badge || !button) return
    badge.hidden = unseen === 0
    badge.textContent = unseen > MOST_SHOWN ? `${MOST_SHOWN}+` : String(unseen)
    button.setAttribute('aria-label', unseen ? t('Notifications, {0} new', unseen) : t('Notifications'))
  }

  async #open(): Promise<void> {
    const list = find('.notices-list', this)
    if (!list) return
    try {
      const answer = await page('/notices/list')
      list.replaceChildren(...answer.body.childNodes)
      await api('/api/v1/notices/seen', { method: 'POST' })
      this.#show(0)
      this.#tabs?.postMessage('seen')
    } catch {
      list.textContent = t('This can’t be shown at the moment.')
    }
  }
}

customElements.define('nx-bell', NxBell)
