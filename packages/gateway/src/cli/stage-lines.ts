import type { StageView } from '@congky/shared'
import type { StageTimes } from '../domain/stage-times.ts'
import { toStageViews } from '../domain/stage-words.ts'
import type { Cli } from './cli.ts'

const BAR_WIDTH = 24

/** Where the time of a request went, a line a stage, the longest with the longest bar; nothing where nothing is known. */
export function stageLines(times: StageTimes, cli: Cli): string[] {
  const { say, language } = cli
  const stages = toStageViews(times)
  if (stages.length === 0) return []
  const longest = Math.max(...stages.map(({ ms }) => ms))
  const bar = ({ ms }: StageView) => '█'.repeat(longest === 0 ? 0 : Math.ceil((ms / longest) * BAR_WIDTH))
  const table = cli.table<StageView>(
    [
      { title: say('THỜI GIAN XỬ LÝ', 'WHERE THE TIME WENT'), value: ({ title }) => title[language] },
      { title: 'MS', value: ({ ms }) => ms.toFixed(2), align: 'end' },
      { title: '', value: bar, shrinks: true, paint: (text, _, paint) => paint.cyan(text) },
    ],
    stages,
  )
  return ['', ...table]
}
