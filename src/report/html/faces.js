// Who is in the clip, and what was found in each of a person's frames. A frame is named by its place
// among the frames that the page knows (data.times).

const people = data.people.map((person) => {
  const columns = person.frames;
  const cells = data.model.map[0] * data.model.map[1];
  const maps = bytesOf(columns.heat);
  const rowOf = new Int32Array(data.times.length).fill(-1);
  columns.at.forEach((place, row) => { rowOf[place] = row; });
  const part = (list, row, size) => list.slice(row * size, (row + 1) * size);
  return {
    ...person,
    name: person.kind === "scene" ? "The scene" : `Person ${person.id}`,
    /** The person in the frame at a place; null where the face was not found. */
    at(place) {
      const row = place < 0 ? -1 : rowOf[place];
      if (row < 0) return null;
      return {
        importance: columns.importance[row],
        own: part(columns.own, row, data.emotions.length),
        shares: part(columns.shares, row, columns.shares.length > 0 ? data.model.views.length : 0),
        words: columns.words[row],
        box: part(columns.box, row, 4),
        toFrame: part(columns.toFrame, row, 6),
        map: maps.subarray(row * cells, (row + 1) * cells),
      };
    },
    mostImportant: columns.importance.reduce((most, value) => Math.max(most, value), 0),
  };
});

/** The place of the last frame that begins at or before a time. */
function placeAt(time) {
  let low = 0;
  let high = data.times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (data.times[middle] <= time + 5e-4) low = middle;
    else high = middle - 1;
  }
  return low;
}
