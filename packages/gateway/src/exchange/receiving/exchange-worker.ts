/** Entry of a worker thread: reads and checks what customs sends. */
import { answerJobs } from '../../signature/answer-jobs.ts'
import { runMessageJob } from './message-jobs.ts'

answerJobs(runMessageJob)
