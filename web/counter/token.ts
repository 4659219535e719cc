// Whether a text may be a clerk's token, before the server is asked. Nothing is decided by it.
export function faultOf(token: string): 'empty' | 'malformed' | 'wrong_role' | undefined {
  if (!token) return 'empty';
  const part = token.split('.')[1];
  if (!part) return 'malformed';
  try {
    const { role } = JSON.parse(atob(part.replace(/-/g, '+').replace(/_/g, '/'))) as { role?: unknown };
    // Where an issuer makes tokens of one role only they do not name it.
    return role === undefined || role === 'staff' || role === 'admin' ? undefined : 'wrong_role';
  } catch {
    return 'malformed';
  }
}
