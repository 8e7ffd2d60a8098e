import { parseCompose, runsOnce, variablesIn, type ComposeFile, type Service } from './compose-file.ts';

/** What Coolify makes something else of than compose, or nothing at all; a sentence for each place in the text of a file. */
export function coolifyProblems(text: string): string[] {
  const file = parseCompose(text);
  return [
    ...Object.entries(file.services).flatMap(([name, service]) =>
      serviceProblems(name, service, file).map((problem) => `${name}: ${problem}`),
    ),
    ...variableProblems(text),
    ...domainProblems(text, file),
    ...(/[&*<]\S+:|: [&*]\w/.test(text) ? ['It has anchors or merges, which are not sure to survive.'] : []),
  ];
}

function* forbidden(service: Service): Generator<string> {
  if (service.ports) yield 'ports are open to everyone, past the proxy: expose them, and give it a domain';
  if (service['container_name']) yield 'container_name is set by Coolify';
  if (service['networks'] ?? service['network_mode']) yield 'the network is set by Coolify';
  if (service.env_file) yield 'env_file is set by Coolify';
  if (service.profiles) yield 'profiles are never chosen: whatever is here is started';
  if (service.build && service.image) yield 'an image that is built needs the name that Coolify gives it, to roll back';
}

function serviceProblems(name: string, service: Service, file: ComposeFile): string[] {
  const { healthcheck, restart, volumes = [], depends_on: needs = {}, stop_grace_period: grace } = service;
  const found = [...forbidden(service)];
  if (volumes.some((volume) => typeof volume !== 'string' || /^[./~$]/.test(volume)))
    found.push('a file of the repository is not there on the server: build it into the image');
  if (runsOnce(service)) {
    if (service['exclude_from_hc'] !== true)
      found.push('it ends, so exclude_from_hc keeps it out of the health of all');
    const first = Object.keys(needs).map((other) => file.services[other]);
    if (!first.some((other) => other && !runsOnce(other) && other.healthcheck?.test))
      found.push('it may end before anything is healthy, which Coolify takes for the end of all');
  } else {
    if (!healthcheck?.test) found.push('without a health check all is "unknown"');
    if (restart !== 'unless-stopped') found.push('it has to restart');
  }
  if (healthcheck?.test?.[0] === 'CMD-SHELL') found.push('the health check needs no shell');
  if (/curl/.test(String(healthcheck?.test))) found.push('the image need not have curl');
  if (service.build && !runsOnce(service) && !grace)
    found.push('it is killed after 30 s unless stop_grace_period says more');
  return found;
}

/** Coolify finds them by expressions of its own. */
function variableProblems(text: string): string[] {
  return variablesIn(text).flatMap(({ name, fallback, message }) => {
    const [, kind = '', rest = ''] = /^SERVICE_([A-Z]+(?:_(?:32|64|128)(?=_))?)_(\w+)$/.exec(name) ?? [];
    const found: string[] = [];
    if (/^(USER|PASSWORD|BASE64|REALBASE64|HEX)/.test(kind) && rest.includes('_'))
      found.push(`${name}: what follows ${kind} is one word, without _`);
    if (name.startsWith('SERVICE_') && fallback !== undefined) found.push(`${name}: it is made, and needs no default`);
    if (/[-:]/.test(message)) found.push(`${name}: the message may hold neither - nor :, by which it would be cut`);
    if (/\$/.test(fallback ?? '')) found.push(`${name}: a default may not hold another variable`);
    return found;
  });
}

/** The first mention of a domain makes it, with the port that the proxy passes it on to; or without one, for good. */
function domainProblems(text: string, file: ComposeFile): string[] {
  const names = variablesIn(text.replaceAll(/^ *#.*$/gm, '')).map(({ name }) => name);
  const services = Object.keys(file.services).map((name) => name.toUpperCase().replaceAll('-', '_'));
  const mentions = names.flatMap((name) => {
    const [, service, port] = /^SERVICE_(?:URL|FQDN)_(.+?)(_\d+)?$/.exec(name) ?? [];
    return service === undefined ? [] : [{ name, service, port }];
  });
  return [...new Set(mentions.map(({ service }) => service))].flatMap((service) => {
    const [first] = mentions.filter((mention) => mention.service === service);
    if (!services.includes(service)) return [`${first!.name}: there is no service ${service}`];
    return first!.port ? [] : [`${first!.name}: the first mention of a domain has to end with a port`];
  });
}
