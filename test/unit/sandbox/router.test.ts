import { describe, expect, it } from 'vitest';
import { createRouter } from '../../../sandbox/router.ts';

describe('createRouter', () => {
  const route = createRouter({
    'GET /queues': 'list',
    'GET /queues/:name': 'get',
    'PUT /queues/:name': 'put',
    'GET /topics/:topic/subscriptions/:name': 'subscription',
  });

  it.each([
    ['GET', '/queues', 'list', {}],
    ['GET', '/queues/a%20b', 'get', { name: 'a b' }],
    ['PUT', '/queues/q', 'put', { name: 'q' }],
    ['GET', '/topics/t/subscriptions/s', 'subscription', { topic: 't', name: 's' }],
    ['GET', '/queues/%', 'get', { name: '%' }],
  ])('%s %s', (method, path, expected, names) => {
    expect(route({ method, path })).toEqual({ route: expected, names });
  });

  it('knows neither another method of a path nor an unknown path', () => {
    expect(route({ method: 'POST', path: '/queues' })).toBeUndefined();
    expect(route({ method: 'GET', path: '/queues/q/x' })).toBeUndefined();
  });
});
