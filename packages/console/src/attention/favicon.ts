/** The little picture in the browser's tab, with a mark on it that can be seen from across the room. */

export type FaviconMark = 'none' | 'needs-you' | 'paused' | 'lost'

const GATE =
  '<rect width="32" height="32" rx="8" fill="#0f766e"/><g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"><path d="M8 25V12.500C8 8.400 11.600 6 16 6s8 2.400 8 6.500V25"/><path d="M6.500 25h19"/></g>'
const disc = (colour: string, more: string) =>
  `<circle cx="22" cy="22" r="9.500" fill="${colour}" stroke="#fff" stroke-width="1.500"/>${more}`

/** @param count Shown on the mark for a person; 9 stands for any more. */
function markOf(mark: FaviconMark, count: number): string {
  switch (mark) {
    case 'none':
      return ''
    case 'needs-you':
      return disc(
        '#b3261e',
        `<text x="22" y="27" text-anchor="middle" font-family="sans-serif" font-size="14" font-weight="700" fill="#fff">${Math.min(count, 9)}</text>`,
      )
    case 'paused':
      return disc('#8a5300', '<path d="M19.500 18v8M24.500 18v8" stroke="#fff" stroke-width="2.600"/>')
    case 'lost':
      return disc('#53625f', '<path d="M18.500 18.500l7 7M25.500 18.500l-7 7" stroke="#fff" stroke-width="2.600"/>')
  }
}

export function drawFavicon(mark: FaviconMark, count: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (!link) return
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${GATE}${markOf(mark, count)}</svg>`
  const address = mark === 'none' ? '/icon.svg' : `data:image/svg+xml,${encodeURIComponent(svg)}`
  if (link.getAttribute('href') !== address) link.setAttribute('href', address)
}
