package sim

import "time"

// Happening is a moment in the life of a part: work on it at an asset began or
// ended; or one of an asset without a part: it began or ended to stand still. Moments are told, not kept: they are no part of state, log or hash.
type Happening struct {
	At    time.Duration // since the start of the run
	Asset int32         // index of the unit
	Part  int32         // index of the part, for State.Part and State.Attr; -1 for none
	Case  int64         // serial number of the part; 0 for none
	Cause int32         // without a part: why the asset stands still, by its own numbers
	Ends  bool
}

// Follow calls f at each moment in the life of a part from now on; nil ends it.
// f may read the state and must not change it. Without it, a moment costs one
// comparison.
func (r *Run) Follow(f func(*State, Happening)) { r.s.follow = f }

// Following is the function that Follow has been given, nil for none: who follows for a while calls it, and gives it back.
func (r *Run) Following() func(*State, Happening) { return r.s.follow }

// Begins tells that work on a part begins at an asset.
func (s *State) Begins(asset, part int32) {
	if s.follow != nil {
		s.tell(asset, part, false)
	}
}

// Ends tells that the work at an asset on a part has ended. An end without a
// beginning is a moment without duration.
func (s *State) Ends(asset, part int32) {
	if s.follow != nil {
		s.tell(asset, part, true)
	}
}

// Stops tells that an asset begins to stand still, for a cause that it numbers
// itself.
func (s *State) Stops(asset, cause int32) {
	if s.follow != nil {
		s.follow(s, Happening{At: s.Now, Asset: asset, Part: -1, Cause: cause})
	}
}

// Resumes is the end of what Stops began.
func (s *State) Resumes(asset, cause int32) {
	if s.follow != nil {
		s.follow(s, Happening{At: s.Now, Asset: asset, Part: -1, Cause: cause, Ends: true})
	}
}

// Followed reports whether anybody is told.
func (s *State) Followed() bool { return s.follow != nil }

func (s *State) tell(asset, part int32, ends bool) {
	s.follow(s, Happening{At: s.Now, Asset: asset, Part: part, Case: s.PartSerial(part), Ends: ends})
}
