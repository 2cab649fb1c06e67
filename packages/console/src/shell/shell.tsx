import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../design/button.tsx'
import { Icon } from '../design/icon.tsx'
import { formatNumber } from '../format.ts'
import { isConnected } from '../live.ts'
import { type PageEntry, pages } from '../pages.ts'
import { href, route } from '../router.ts'
import { can, login, signOut } from '../session.ts'
import { say } from '../text.ts'
import { LanguageSwitch, ThemeSwitch } from './choices-bar.tsx'
import { PageOutlet } from './page-outlet.tsx'

/** The frame around every page: where one can go, who one is, and the page itself. */
export function Shell() {
  const [isMenuOpen, setMenuOpen] = useState(false)
  const current = pages.find(({ path }) => path === `/${route.value.segments[0] ?? ''}`)
  const main = useRef<HTMLElement>(null)
  const place = route.value.segments.join('/')
  const isFirst = useRef(true)
  // Whoever follows a link with the keyboard or a screen reader begins at the new page's title.
  useEffect(() => {
    setMenuOpen(false)
    if (isFirst.current) isFirst.current = false
    else main.current?.focus()
  }, [place])
  return (
    <div class="shell">
      <nav class="skip" aria-label={say('Đi nhanh', 'Shortcuts')}>
        <a href={location.hash || '#/'} onClick={(event) => skipTo(event, main.current)}>
          {say('Tới nội dung chính', 'Skip to the content')}
        </a>
      </nav>
      <header class="top">
        <Button
          kind="quiet"
          icon="menu"
          label={say('Mở trình đơn', 'Open the menu')}
          onClick={() => setMenuOpen(true)}
        />
        <a class="mark" href={href('/')}>
          {current?.title() ?? 'Cổng ký'}
        </a>
        <Waiting current={current} />
      </header>
      {isMenuOpen && (
        <button
          type="button"
          class="side-back"
          aria-label={say('Đóng trình đơn', 'Close the menu')}
          onClick={() => setMenuOpen(false)}
        />
      )}
      <Side isOpen={isMenuOpen} current={current} onClose={() => setMenuOpen(false)} />
      <main class="main" id="content" ref={main} tabIndex={-1}>
        {!isConnected.value && (
          <p class="lost" role="status">
            {say('Mất kết nối với cổng ký, đang nối lại…', 'The gateway does not answer; connecting again…')}
          </p>
        )}
        <PageOutlet page={current} />
      </main>
    </div>
  )
}

function skipTo(event: Event, main: HTMLElement | null): void {
  event.preventDefault()
  main?.focus()
}

function Side(props: {
  readonly isOpen: boolean
  readonly current: PageEntry | undefined
  readonly onClose: () => void
}) {
  const { isOpen, current, onClose } = props
  return (
    <aside class={isOpen ? 'side open' : 'side'} aria-label={say('Trình đơn', 'Menu')}>
      <div class="row spread">
        <a class="mark" href={href('/')}>
          <img src="/icon.svg" alt="" />
          Cổng ký
        </a>
        <span class="side-close">
          <Button kind="quiet" icon="close" label={say('Đóng trình đơn', 'Close the menu')} onClick={onClose} />
        </span>
      </div>
      <nav aria-label={say('Trang', 'Pages')}>
        <ul class="plain-list">
          {pages
            .filter(({ right, isInMenu, isUsed }) => isInMenu && can(right) && (isUsed?.() ?? true))
            .map((page) => (
              <li key={page.path}>
                <a href={href(page.path)} aria-current={page === current ? 'page' : undefined}>
                  <Icon name={page.icon} />
                  {page.title()}
                  <Count of={page} />
                </a>
              </li>
            ))}
        </ul>
      </nav>
      <Foot />
    </aside>
  )
}

/** On a phone the menu is shut: what waits elsewhere shows beside the title. */
function Waiting({ current }: { readonly current: PageEntry | undefined }) {
  return pages
    .filter((page) => page !== current && can(page.right) && (page.count?.() ?? 0) > 0)
    .map((page) => (
      <a key={page.path} class="top-count" href={href(page.path)}>
        <Icon name={page.icon} />
        <span class="visually-hidden">{page.title()}</span>
        <Count of={page} />
      </a>
    ))
}

/** How much waits on a page; nothing where nothing does. */
function Count({ of: { count } }: { readonly of: PageEntry }) {
  const waiting = count?.() ?? 0
  if (waiting === 0) return null
  return (
    <span class="count">
      {formatNumber(waiting)} <span class="visually-hidden">{say('đang chờ bạn', 'waiting for you')}</span>
    </span>
  )
}

const ROLE_WORDS = {
  admin: { vi: 'Quản trị', en: 'Admin' },
  approver: { vi: 'Người duyệt', en: 'Approver' },
  auditor: { vi: 'Kiểm soát', en: 'Auditor' },
} as const

function Foot() {
  const account = login.value?.account
  if (!account) return null
  const role = ROLE_WORDS[account.role]
  return (
    <div class="side-foot">
      <a class="who" href={href('/account')}>
        <Icon name="user" />
        <span>
          {account.displayName}
          <small class="dim">{say(role.vi, role.en)}</small>
        </span>
      </a>
      <div class="row spread">
        <span class="row">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
        <Button kind="quiet" small icon="logout" label={say('Đăng xuất', 'Log out')} onClick={signOut} />
      </div>
    </div>
  )
}
