// People who do not exist: identity numbers of a region that is nobody's, with their check digits.
let people = 0;

/** Another person each time. */
export function idNumber() {
  const body = `99999919900101${String(++people).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + weight * Number(body[at]), 0);
  return body + '10X98765432'[sum % 11];
}

/** A citizen's appointment at that time, of as many people as services; with its code. The citizen is a new one, or who has the number. */
export async function book({ server, tokens }, start, { services = ['passport_renewal'], at = '330100', date = '2026-06-13', id_number = idNumber() } = {}) {
  const { token } = await server.ask('POST', '/v1/tokens', { token: tokens.hotline, body: { id_type: 'resident', id_number } });
  const applicants = services.map((service, each) => ({ service, id_type: 'resident', id_number: each ? idNumber() : id_number }));
  const appointment = await server.ask('POST', '/v1/appointments', { token, body: { slot: `${at}.documents.${date}.${start}`, applicants } });
  return { ...appointment, id_number, token };
}
