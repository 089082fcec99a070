package sim

// idle asks the model, between two instants, whether it is stuck: when no completion or arrival is pending any more,
// only breaks and steps. It asks once after each instant in which units have handled something.
func (s *State) idle() error {
	k := &s.kept
	if s.m.Rest == nil || k.stopped || s.asked == k.handled || k.queue.has(End) {
		return nil
	}
	s.asked = k.handled
	pending := len(s.m.Islands) > 0 || k.queue.live > 0
	if unit, err := s.m.Rest(s, pending); err != nil {
		return s.wrap(s.m.name(unit), err)
	}
	return nil
}

// has says whether an event of a class is booked. Where many are it looks at few slots.
func (q *queue) has(class uint8) bool {
	for i := range q.slots {
		if s := &q.slots[i]; s.at >= 0 && uint8(s.ord>>(slotBits+seqBits)) == class {
			return true
		}
	}
	return false
}

// PartsEnd is more than the index of every part: those below it with a serial number are in the plant.
func (s *State) PartsEnd() int32 { return int32(len(s.kept.parts.recs)) }
