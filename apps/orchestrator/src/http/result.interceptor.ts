import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Result } from '@q2c/kernel';
import { map, type Observable } from 'rxjs';
import type { Refused } from '../operations/answers.ts';
import { problemException, refusalProblem } from './problem.ts';

const isResult = (answer: unknown): answer is Result<unknown, Refused> =>
  typeof answer === 'object' && answer !== null && 'ok' in answer && typeof answer.ok === 'boolean';

/** Controllers answer with results; here the value becomes the body, and the refusal a problem. */
export class ResultInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((answer: unknown) => {
        if (!isResult(answer)) return answer;
        if (answer.ok) return answer.value;
        throw problemException(refusalProblem(answer.refusal));
      }),
    );
  }
}
