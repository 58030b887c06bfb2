import { SMTPServer } from 'smtp-server';

/** A mail as it came. */
export interface Received {
  readonly to: string;
  readonly text: string;
}

/** A mail server on loopback. */
export interface MailServer {
  readonly url: string;
  readonly received: Received[];
  /** What becomes of the next receivers: an SMTP status, 0 to take them. */
  refuse: number;
  close(): Promise<void>;
}

/** Opens a mail server that keeps what it is sent. */
export async function openMailServer(): Promise<MailServer> {
  const received: Received[] = [];
  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onAuth: (_, __, done) => done(new Error('535 wrong')),
    onRcptTo: (_, __, done) => {
      if (mail.refuse === 0) return done();
      done(Object.assign(new Error('refused'), { responseCode: mail.refuse }));
    },
    onData: (stream, session, done) => {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (piece: string) => (text += piece));
      stream.on('end', () => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as { readonly port: number };
  const mail = {
    url: `smtp://127.0.0.1:${String(port)}`,
    received,
    refuse: 0,
    close: () => new Promise<void>((resolve) => smtp.close(resolve)),
  };
  return mail;
}
