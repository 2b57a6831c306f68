// The birth of a person under the names that clients use; it is checked and otherwise not used, for charts come computed.
import { z } from 'zod';

// Bounds are those of the globe; formats of dates differ too much to be refused for a field that nothing reads.
const text = z.string().max(80).nullish();
const latitude = z.number().min(-90).max(90).nullish();
const longitude = z.number().min(-180).max(180).nullish();

/** Accepts every alias, several at once; unknown fields pass. */
export const birthSchema = z
  .looseObject({
    date: text,
    birthDate: text,
    birth_date: text,
    time: text,
    birthTime: text,
    birth_time: text,
    timezone: text,
    timeZone: text,
    tz: text,
    place: text,
    city: text,
    gender: text,
    sex: text,
    latitude,
    lat: latitude,
    longitude,
    lon: longitude,
    lng: longitude,
  })
  .describe('When and where the person was born; checked, not used')
  .meta({ examples: [{ date: '1990-05-15', time: '14:30', timezone: 'Asia/Seoul' }] });
