/** Looks for the libraries of tokens on the gateway host, and shows what it found that is not in use yet. */
import type { FoundLibraryView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { Button } from '../../design/button.tsx'
import { Notice, Progress } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { FoundLibrary, fileName } from './found-library.tsx'
import type { ModuleScanState } from './module-scan.ts'

export function ScanPanel(props: {
  readonly scanning: ModuleScanState
  readonly revision: string
  readonly onAdded: () => unknown
}) {
  const { scanning, revision, onAdded } = props
  const { scan } = scanning
  const [wasAdded, setAdded] = useState(false)
  if (!scan) return null
  const withTokens = scan.libraries.filter(({ tokens }) => tokens.length > 0)
  return (
    <div class="stack">
      {can('operate') && scan.state !== 'running' && (
        <div>
          <Button
            icon="search"
            onClick={() => {
              setAdded(false)
              return scanning.start()
            }}
          >
            {scan.state === 'never' ? say('Tìm thư viện token', 'Look for libraries') : say('Tìm lại', 'Look again')}
          </Button>
        </div>
      )}
      {scan.state === 'running' && (
        <Progress
          label={
            scan.current === null
              ? say('Đang tìm…', 'Looking…')
              : say(`Đang xem ${fileName(scan.current)}`, `Looking at ${fileName(scan.current)}`)
          }
          value={scan.total === 0 ? null : scan.done / scan.total}
        />
      )}
      {scan.state === 'done' && scan.failed && (
        <Notice tone="bad" title={say('Không tìm được; xem nhật ký của cổng ký.', 'The search failed; see the log.')} />
      )}
      {withTokens.map((library) => (
        <FoundLibrary
          key={library.path}
          {...{ library, revision }}
          onAdded={async () => {
            setAdded(true)
            await scanning.look()
            await onAdded()
          }}
        />
      ))}
      {scan.state === 'done' && !scan.failed && withTokens.length === 0 && !wasAdded && (
        <NothingNew libraries={scan.libraries} />
      )}
      {scan.state === 'done' && <Silent libraries={scan.libraries.filter(({ tokens }) => tokens.length === 0)} />}
    </div>
  )
}

function NothingNew({ libraries }: { readonly libraries: readonly FoundLibraryView[] }) {
  return (
    <Notice tone="info" title={say('Không thấy thêm token nào', 'No further token was found')}>
      {libraries.length === 0
        ? say(
            'Không có thư viện token nào khác ở các nơi quen thuộc. Hãy cài phần mềm đi kèm token trên máy cổng ký rồi tìm lại.',
            "There is no other library at the usual places. Install the token's own software on the gateway host, then look again.",
          )
        : say(
            'Có thư viện, nhưng chưa thấy token: hãy cắm token vào máy cổng ký rồi tìm lại.',
            'There are libraries, and no token: plug it into the gateway host, then look again.',
          )}{' '}
      {say(
        'Thư viện ở nơi khác được thêm trên máy cổng ký bằng: congky tokens scan --module <tệp> --add',
        'A library elsewhere is added on the host with: congky tokens scan --module <file> --add',
      )}
    </Notice>
  )
}

/** Libraries without tokens: one of them may be what somebody is looking for. */
function Silent({ libraries }: { readonly libraries: readonly FoundLibraryView[] }) {
  if (libraries.length === 0) return null
  const count = formatNumber(libraries.length)
  return (
    <details>
      <summary>{say(`${count} thư viện không có token`, `${count} libraries without a token`)}</summary>
      <ul class="plain-list stack small-text">
        {libraries.map(({ path, problem }) => (
          <li key={path}>
            <code class="path">{path}</code>
            <p class="dim">{problem ?? say('không có token nào đang cắm', 'no token is plugged in')}</p>
          </li>
        ))}
      </ul>
    </details>
  )
}
