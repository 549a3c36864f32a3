// The pages that were open last in this tab, for the palette. They are gone with the tab: nobody else at the machine finds them.
export interface RecentPage { href: string; title: string }

const KEY = 'nexus.recent'
const MOST = 8

export function recent(): RecentPage[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((p): p is RecentPage => typeof p?.href === 'string' && p.href.startsWith('/') && typeof p?.title === 'string') : []
  } catch { return [] }
}

export function remember(href: string, title: string): void {
  if (href === '/' || href.startsWith('/sign-in') || href.startsWith('/search')) return
  const path = href.split('?')[0]
  const pages = [{ href, title: title.replace(/ · Nexus$/, '') }, ...recent().filter(p => p.href.split('?')[0] !== path)].slice(0, MOST)
  sessionStorage.setItem(KEY, JSON.stringify(pages))
}
