// The frame around every page: the drawer on a phone, menus, and the theme.
import { all, find } from './dom'

const YEAR_SECONDS = 31_536_000

export function startFrame(): void {
  document.addEventListener('click', clicked)
  document.addEventListener('toggle', place, true)
  document.addEventListener('turbo:before-cache', () => { close(); all<HTMLElement>('[popover]:popover-open').forEach(menu => menu.hidePopover()) })
}

function clicked(e: Event): void {
  const target = e.target as Element
  if (target.closest('[data-drawer]')) open()
  else if (target.closest('.side-veil') || target.closest('.side a')) close()
  const theme = target.closest<HTMLElement>('[data-set-theme]')?.dataset['setTheme']
  if (theme !== undefined) setTheme(theme)
  // A choice in a menu closes it.
  const menu = target.closest<HTMLElement>('.menu[popover]')
  if (menu && target.closest('a, button') && !target.closest('[data-keep-open]')) menu.hidePopover()
}

function open(): void {
  find('.side')?.classList.add('open')
  if (!find('.side-veil')) {
    const veil = document.createElement('div')
    veil.className = 'side-veil'
    find('.frame')?.append(veil)
  }
  find('.side a')?.focus()
}

function close(): void {
  find('.side')?.classList.remove('open')
  find('.side-veil')?.remove()
}

function setTheme(theme: string): void {
  if (theme) document.documentElement.dataset['theme'] = theme
  else delete document.documentElement.dataset['theme']
  document.cookie = `nexus_theme=${theme}; path=/; max-age=${theme ? YEAR_SECONDS : 0}; samesite=lax`
  all('[data-set-theme]').forEach(b => b.setAttribute('aria-pressed', String(b.dataset['setTheme'] === theme)))
  document.dispatchEvent(new CustomEvent('nexus:theme'))
}

/** A menu opens under the button that opened it, and stays on the screen. */
function place(e: Event): void {
  const menu = e.target
  if (!(menu instanceof HTMLElement) || !menu.matches('.menu[popover]') || (e as ToggleEvent).newState !== 'open') return
  const button = document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(menu.id)}"]`)
  if (!button) return
  const at = button.getBoundingClientRect()
  const [width, height] = [menu.offsetWidth, menu.offsetHeight]
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`
  menu.style.top = `${at.bottom + height + 8 > innerHeight && at.top > height + 8 ? at.top - height - 4 : at.bottom + 4}px`
  menu.querySelector<HTMLElement>('a, button, input')?.focus()
}
