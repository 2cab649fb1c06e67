import '../theme.ts'
import { effect, signal } from '@preact/signals'
import { useState } from 'preact/hooks'
import { Questions } from '../design/dialog.tsx'
import { Badge, Notice } from '../design/layout.tsx'
import { Toasts } from '../design/toast.tsx'
import { LanguageSwitch, ThemeSwitch } from '../shell/choices-bar.tsx'
import { say } from '../text.ts'
import { askAboutAll, files, giveLargestUp, isOpen, readList, received, speakOver } from './desk.ts'
import { DeskView } from './desk-view.tsx'
import { keep } from './keep.ts'
import { Link } from './link.ts'
import { PairView } from './pair-view.tsx'
import { isRefused, pairing, renewIfDue } from './pairing.ts'

const RENEWAL_CHECK_MS = 6 * 3_600_000

/** Whether this tab is the one that works: two at once would both send what the browser keeps for them. */
const isLeader = signal(false)
const isConnected = signal(false)
const failure = signal<string | null>(null)

/** Starts once: takes the lead, reads what the browser keeps, and keeps a link to the gateway. */
export function startWorkstation(): void {
  const lead = async () => {
    try {
      await readList()
      pairing.value = (await keep.pairing()) ?? null
      isLeader.value = true
    } catch {
      failure.value = say(
        'Trình duyệt không cho trang này lưu dữ liệu. Hãy thoát chế độ ẩn danh hoặc dùng trình duyệt khác.',
        'The browser keeps no data for this page. Leave private browsing, or use another browser.',
      )
    }
    // The lead lasts as long as this tab does.
    await new Promise(() => {})
  }
  if (navigator.locks) void navigator.locks.request('congky-workstation', lead)
  else void lead()
  effect(() => {
    const known = pairing.value
    if (!known || isRefused.value) return
    const link = new Link(known.accessKey, {
      opened: () => {
        isConnected.value = true
        speakOver(link)
        askAboutAll()
        void renewIfDue().catch(() => {})
      },
      lost: () => lose(),
      refused: () => {
        lose()
        isRefused.value = true
      },
      tooLarge: giveLargestUp,
      received,
    })
    const timer = setInterval(() => void renewIfDue().catch(() => {}), RENEWAL_CHECK_MS)
    return () => {
      clearInterval(timer)
      lose()
      link.close()
    }
  })
  effect(() => {
    const waiting = files.value.filter(isOpen).length
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${say('Ký chứng từ', 'Signing')} · Cổng ký`
  })
}

function lose(): void {
  isConnected.value = false
  speakOver(null)
}

export function WorkstationApp({ secret }: { readonly secret: string | null }) {
  return (
    <>
      <header class="workstation-top">
        <a class="mark" href="/workstation">
          <img src="/icon.svg" alt="" />
          Cổng ký
        </a>
        <Connection />
        <span class="row">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </header>
      <main class="workstation-main">
        <h1>{say('Ký chứng từ', 'Signing documents')}</h1>
        <Inside secret={secret} />
      </main>
      <Questions />
      <Toasts />
    </>
  )
}

function Connection() {
  const known = pairing.value
  if (!known || isRefused.value) return null
  const tone = isConnected.value ? 'good' : 'warn'
  return (
    <Badge tone={tone}>
      {known.workstation}: {isConnected.value ? say('đã kết nối', 'connected') : say('mất kết nối', 'not connected')}
    </Badge>
  )
}

function Inside({ secret }: { readonly secret: string | null }) {
  const [given, setGiven] = useState(secret)
  if (failure.value !== null) return <Notice tone="bad" title={failure.value} />
  if (!isLeader.value) {
    return (
      <Notice tone="info" title={say('Trang này đang mở ở thẻ khác', 'This page is open in another tab')}>
        {say('Đóng thẻ kia để dùng ở đây.', 'Close that one to use it here.')}
      </Notice>
    )
  }
  const isIn = pairing.value !== null && !isRefused.value
  return (
    <div class="stack">
      {isRefused.value && (
        <Notice
          tone="warn"
          title={say('Máy này không còn quyền gửi ký', 'This machine may not have documents signed any more')}
        >
          {say(
            'Quyền đã bị thu hồi hoặc hết hạn; không chứng từ nào được ký thêm. Hãy xin quản trị mã ghép nối mới. Chứng từ chưa gửi vẫn nằm trong danh sách.',
            'Its access was revoked or has ended; nothing more is signed. Ask the admin for a new pairing code. What was not sent yet stays in the list.',
          )}
        </Notice>
      )}
      {(!isIn || given !== null) && <PairView secret={given} onDone={() => setGiven(null)} />}
      {(isIn || files.value.length > 0) && <DeskView />}
    </div>
  )
}
