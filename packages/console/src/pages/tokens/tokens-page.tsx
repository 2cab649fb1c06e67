import './tokens.css'
import type { ModuleView, TokensView, TokenView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Badge, Card, Empty, Loaded, Notice, PageHead, type Tone } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatNumber } from '../../format.ts'
import { tokenWords } from '../../parts/token-words.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { type ModuleScanState, useModuleScan } from './module-scan.ts'
import { ScanPanel } from './scan-panel.tsx'
import { TokenCard } from './token-card.tsx'
import { useTokens } from './use-tokens.ts'

export function TokensPage() {
  const tokens = useTokens()
  const scanning = useModuleScan()
  const rescan = async () => {
    await call<readonly TokenView[]>('POST', '/admin/tokens/rescan', { body: {} })
    await tokens.reload()
    toast(say('Đã tìm lại token', 'The tokens were looked for anew'))
  }
  return (
    <div class="stack">
      <PageHead
        title={say('Chữ ký số', 'Certificates')}
        lead={say(
          'USB token đang cắm ở máy cổng ký, chữ ký số trong đó, và ai dùng.',
          'The USB tokens of the gateway, the certificates on them, and who uses them.',
        )}
      >
        {can('operate') && (
          <Button icon="refresh" onClick={rescan}>
            {say('Tìm lại token', 'Look for tokens')}
          </Button>
        )}
      </PageHead>
      <Loaded of={tokens} lines={8}>
        {(view) => <Content view={view} scanning={scanning} onChanged={tokens.reload} />}
      </Loaded>
    </div>
  )
}

function Content(props: {
  readonly view: TokensView
  readonly scanning: ModuleScanState
  readonly onChanged: () => Promise<void>
}) {
  const { view, scanning, onChanged } = props
  return (
    <>
      {!view.pinEntry && view.tokens.length > 0 && can('unlock') && <PinElsewhere />}
      {view.tokens.length === 0 && (
        <Empty icon="token" title={say('Chưa có USB token nào', 'There is no USB token yet')}>
          {say(
            'Cắm token vào máy cổng ký, cài phần mềm đi kèm token, rồi tìm thư viện ở bên dưới.',
            'Plug a token into the gateway host, install its software there, then look for its library below.',
          )}
        </Empty>
      )}
      {view.tokens.length > 1 && <Summary tokens={view.tokens} />}
      {view.tokens.map((token) => (
        <TokenCard
          key={`${token.module} ${token.serial} ${token.certificates[0]?.thumbprint}`}
          {...{ token, view, onChanged }}
        />
      ))}
      <Card
        title={say('Thư viện token', 'Libraries')}
        lead={say(
          'Phần mềm của nhà cung cấp token trên máy cổng ký; cổng ký dùng chúng để nói chuyện với token.',
          'The software of the tokens’ makers on the gateway host, through which the gateway speaks with them.',
        )}
      >
        <Modules modules={view.modules} />
        {can('configure') && <ScanPanel scanning={scanning} revision={view.revision} onAdded={onChanged} />}
      </Card>
    </>
  )
}

/** How many stand how: with thirty tokens nobody reads thirty badges. */
function Summary({ tokens }: { readonly tokens: readonly TokenView[] }) {
  const counts = new Map<string, { readonly tone: Tone; readonly count: number }>()
  for (const { tone, text } of tokens.map(tokenWords)) {
    counts.set(text, { tone, count: (counts.get(text)?.count ?? 0) + 1 })
  }
  return (
    <p class="row">
      {[...counts].map(([text, { tone, count }]) => (
        <Badge key={text} tone={tone}>
          {formatNumber(count)} {text}
        </Badge>
      ))}
    </p>
  )
}

/** Why there is no field for PINs here, kindly, and how that is changed. */
function PinElsewhere() {
  const [isOpen, setOpen] = useState(false)
  return (
    <Notice
      tone="info"
      title={say('Mã PIN được gõ trên chính máy cổng ký', 'PINs are typed on the gateway host itself')}
      actions={
        <Button small kind="quiet" onClick={() => setOpen(!isOpen)}>
          {isOpen ? say('Thu gọn', 'Less') : say('Muốn gõ ở đây?', 'Type them here?')}
        </Button>
      }
    >
      {isOpen
        ? say(
            'Để gõ mã PIN trên trang này, ghi “pinEntry: true” dưới mục “console:” trong congky.yaml trên máy cổng ký. Khi đó mã PIN đi qua mạng (đã mã hóa) và qua trình duyệt này: chỉ bật khi bạn tin máy đang dùng.',
            'To type PINs on this page, write “pinEntry: true” under “console:” in congky.yaml on the gateway host. They then travel over the network, encrypted, and through this browser: allow it only where you trust the computers.',
          )
        : say(
            'Như vậy mã PIN không đi qua mạng. Người ở máy cổng ký chạy: congky unlock',
            'That way no PIN travels over the network. Whoever sits at the host runs: congky unlock',
          )}
    </Notice>
  )
}

function Modules({ modules }: { readonly modules: readonly ModuleView[] }) {
  if (modules.length === 0) return <p class="dim">{say('Chưa dùng thư viện nào.', 'No library is in use yet.')}</p>
  return (
    <ul class="plain-list stack" aria-label={say('Thư viện đang dùng', 'Libraries in use')}>
      {modules.map(({ name, path, problem }) => (
        <li class="row spread" key={name}>
          <span class="module">
            <strong>{name}</strong>
            <code class="path small-text dim">{path}</code>
            {problem !== null && <span class="small-text path">{problem}</span>}
          </span>
          {problem === null ? (
            <Badge tone="good">{say('Dùng được', 'Works')}</Badge>
          ) : (
            <Badge tone="bad">{say('Lỗi', 'Fails')}</Badge>
          )}
        </li>
      ))}
    </ul>
  )
}
