import { Body, Controller, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { TakeIn, TakePaymentWebhook } from '../operations/messages.ts';
import { WithoutToken } from './bearer.guard.ts';
import { BodyAsBytes } from './body.ts';
import { problem, problemException } from './problem.ts';
import { requests } from './requests.ts';

/** What comes in from other systems: bytes, since what is signed, fingerprinted or parked is what was sent. */
const bytesOf = (body: unknown, forms: string): Uint8Array => {
  if (body instanceof Uint8Array) return body;
  throw problemException(problem(415, 'media-type-unsupported', `send ${forms}`));
};

type Reply = { header(name: string, value: string): unknown };

@Controller('v1/intake')
export class IntakeController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':object')
  @BodyAsBytes()
  @HttpCode(202)
  async take(@Param('object') name: string, @Body() body: unknown, @Res({ passthrough: true }) reply: Reply) {
    const object = requests.intakeObject.safeParse(name);
    if (!object.success)
      throw problemException(problem(404, 'not-found', `"${name}" is not taken in; quote and payment-notice are`));
    const forms = 'one Avro message as application/octet-stream or application/avro, or application/json';
    const taken = await this.commands.execute(new TakeIn(object.data, bytesOf(body, forms)));
    if (!taken.ok) return taken;
    const { answer, result } = taken.value;
    reply.header('q2c-result', result);
    if (answer.href !== null) reply.header('location', answer.href);
    return answer;
  }
}

@Controller('v1/webhooks')
export class WebhooksController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post('payment')
  @WithoutToken()
  @BodyAsBytes()
  @HttpCode(202)
  payment(@Body() body: unknown, @Headers('q2c-signature') signature?: string) {
    return this.commands.execute(new TakePaymentWebhook(signature, bytesOf(body, 'application/json')));
  }
}
