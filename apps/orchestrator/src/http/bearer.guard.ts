import { hash, timingSafeEqual } from 'node:crypto';
import { SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { problem, problemException } from './problem.ts';

const openKey = 'q2c:without-token';
/** For what a supervisor asks: it says nothing about any transaction. */
export const WithoutToken = () => SetMetadata(openKey, true);

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Compared as digests, so that neither length nor prefix of the token shows in the time it takes. */
export class BearerGuard implements CanActivate {
  private readonly expected: Buffer;
  private readonly reflector = new Reflector();

  constructor(token: string) {
    this.expected = digest(`Bearer ${token}`);
  }

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.get<boolean | undefined>(openKey, context.getHandler()) === true) return true;
    const { headers } = context.switchToHttp().getRequest<{ headers: Readonly<Record<string, unknown>> }>();
    const { authorization } = headers;
    if (typeof authorization === 'string' && timingSafeEqual(digest(authorization), this.expected)) return true;
    throw problemException(problem(401, 'unauthorised', 'send the token that stands in server.json as a bearer token'));
  }
}
