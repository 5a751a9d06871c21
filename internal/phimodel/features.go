package phimodel

import (
	"math/bits"

	"github.com/lethe-health/lethe/internal/text"
)

// mix hashes a feature template's number with two values into 32 bits.
func mix(t, a, b uint32) uint32 {
	h := uint64(t)*0x9e3779b97f4a7c15 ^ uint64(a)*0xc2b2ae3d27d4eb4f ^ uint64(b)*0x165667b19e3779f9
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 29
	return uint32(h >> 16)
}

// The feature templates.
const (
	fBias = iota + 32
	fW
	fWCase
	fWm1
	fWp1
	fWm2
	fWp2
	fWm3
	fWp3
	fBigL
	fBigR
	fBigL2
	fBigR2
	fSkip
	fShape
	fShapeL
	fShapeR
	fShape3
	fChunk
	fChunkW
	fChunkL
	fChunkR
	fPre
	fSuf
	fLex
	fLexCase
	fSig
	fSigL
	fSigR
	fSigLR
	fSigL2
	fSigR2
	fSigWm1
	fSigWp1
	fKey
	fKey2
	fKeySig
	fKeyShape
	fLinePos
	fLineLen
	fAbove
	fAboveSig
	fFirstW
	fFirstW2
	fPrevLine
	fPrevLineLast
	fMode
	fWords
	fGap
	fNextLine
	fLexL
	fLexR
	fFreq
	fFreq3
	fPhrase
	fCand
	fCandNone
	fCandTyp
	fCandSig
	fCandOne
	fCandW
	fLab
	fLab2
	fLabChunk
	fLabNth
	fSent
	fSect
	fOwn
	fOwnO
	fOwnL
	fOwnR
	fOwnLR
	fHeard
	fHeardShare
	fHeardOwn
	fHeardSig
	fHeardL
	fHeardR
	fKin
	fKinOwn
	fKinCtx
	fKinSig
	fField
	fHead
	fTop
	fTellL
	fTellLSig
	fTellR
	fTellRSig
	fHeardPerson
	fHeardWm1
	fHeardWp1
	fOwnTellL
	fOwnTellR
	fSpanL
	fSpanLL
	fSpanR
	fSpanLR
	fSpanAbove
	fSpanNth
	fSpanWord
	fBagL
	fBagR
	fBagNear
	fBagOtherL
	fBagOtherR
)

func bucket(n int) uint32 {
	switch {
	case n <= 3:
		return uint32(n)
	case n <= 6:
		return 4
	case n <= 12:
		return 5
	case n <= 30:
		return 6
	}
	return 7
}

// features appends the features of unit i to dst.
func (f *frame) features(dst []uint32, i int) []uint32 {
	us, at := f.units, int32(i)
	u := &us[i]
	m1, m2, m3 := &us[i-1], &us[i-2], &us[i-3]
	p1, p2, p3 := &us[i+1], &us[i+2], &us[i+3]
	c := uint32(u.Case)
	add := func(t, a, b uint32) { dst = append(dst, mix(t, a, b)) }
	own, lex, lexL, lexR := &f.cands[u.cand], f.entry(at), f.entry(at-1), f.entry(at+1)
	shape, shapeL, shapeR := f.shape(at), f.shape(at-1), f.shape(at+1)
	gap := f.gap(i)
	gapR := f.gap(i + 1)
	add(fBias, 0, 0)
	add(fW, u.Hash, 0)
	add(fWCase, u.Hash, c)
	add(fWm1, m1.Hash, gap)
	add(fWp1, p1.Hash, gapR)
	add(fWm2, m2.Hash, 0)
	add(fWp2, p2.Hash, 0)
	add(fWm3, m3.Hash, 0)
	add(fWp3, p3.Hash, 0)
	add(fBigL, m1.Hash, u.Hash)
	add(fBigR, u.Hash, p1.Hash)
	add(fBigL2, m2.Hash, m1.Hash)
	add(fBigR2, p1.Hash, p2.Hash)
	add(fSkip, m1.Hash, p1.Hash)
	add(fShape, shape, f.mode)
	add(fShapeL, shape, shapeL^gap)
	add(fShapeR, shape, shapeR^gapR)
	add(fShape3, mix(1, shapeL, gap), mix(shape, shapeR, gapR))
	add(fChunk, u.chunk, uint32(u.inside))
	add(fChunkW, mix(1, u.chunk, uint32(u.inside)), m1.Hash)
	add(fChunkL, u.chunk, us[max(pad-1, i-int(u.inside)-1)].Hash)
	add(fGap, gap, gapR)
	dst = f.affixes(dst, u)
	for b := uint64(lex.Classes); b != 0; b &= b - 1 {
		add(fLex, uint32(bits.TrailingZeros64(b)), c)
	}
	for b := uint64(lexL.Classes); b != 0; b &= b - 1 {
		add(fLexL, uint32(bits.TrailingZeros64(b)), c|gap<<8)
	}
	for b := uint64(lexR.Classes); b != 0; b &= b - 1 {
		add(fLexR, uint32(bits.TrailingZeros64(b)), c|gapR<<8)
	}
	if u.Kind == text.Word {
		fr := uint32(lex.GivenFreq)<<8 | uint32(lex.SurnameFreq)<<4 | uint32(lex.CommonFreq)
		add(fFreq, uint32(u.name)<<4|uint32(u.common), c)
		add(fFreq3, fr, c|f.mode<<4)
		if h := f.phrase(at); h != 0 {
			add(fPhrase, h, 0)
		}
	}
	add(fSig, u.sig, 0)
	add(fSigL, u.sig, m1.sig)
	add(fSigR, u.sig, p1.sig)
	add(fSigLR, mix(1, u.sig, m1.sig), p1.sig)
	add(fSigL2, m1.sig, m2.sig)
	add(fSigR2, p1.sig, p2.sig)
	add(fSigWm1, u.sig, m1.Hash)
	add(fSigWp1, u.sig, p1.Hash)
	for n, cc := range own {
		if cc == 0 {
			if n == 0 {
				add(fCandNone, u.sig, 0)
			}
			break
		}
		add(fCand, cc, 0)
		add(fCandTyp, cc&0xff0003, 0)
		add(fCandSig, cc&^0xf8, u.sig)
		if n == 0 {
			add(fCandOne, cc, own[1])
			add(fCandW, cc, m1.Hash)
		}
	}
	lab1, lab2 := us[u.lab].Hash, us[us[u.lab].lab].Hash
	add(fLab, lab1, shape)
	add(fLab2, lab1, lab2)
	add(fLabChunk, lab1, u.chunk^uint32(u.inside))
	add(fLabNth, lab1, uint32(u.nth)<<8|uint32(u.inside)<<1|uint32(u.Kind)<<4)
	add(fSent, uint32(u.sent), u.sig)
	add(fSect, uint32(u.sect), u.sig)
	if t := &f.table; t.any && (t.field[i] > 0 || t.head[i] != 0) {
		add(fField, us[f.lines[u.line].start].Hash, uint32(t.field[i])<<4|uint32(u.inside))
		add(fHead, t.head[i], shape)
	}
	if u.top >= 0 {
		add(fTop, us[u.top].Hash, shape)
	}
	tell := f.telling(at)
	if tell.distL > 0 {
		add(fTellL, tell.left, uint32(tell.distL))
		add(fTellLSig, tell.left, u.sig)
	}
	if tell.distR > 0 {
		add(fTellR, tell.right, uint32(tell.distR))
		add(fTellRSig, tell.right, u.sig)
	}
	if u.keyAt > 0 {
		key, since := us[u.key].Hash, uint32(u.keyAt)
		add(fKey, key, since)
		add(fKey2, mix(1, key, f.keyBefore(u)), since)
		add(fKeySig, key, u.sig)
		add(fKeyShape, key, u.chunk)
	}
	ln := f.lines[u.line]
	pos, rest := i-int(ln.start), int(ln.end)-i-1
	add(fLinePos, bucket(pos)|bucket(rest)<<8, shape)
	add(fLineLen, bucket(int(ln.end-ln.start)), u.sig)
	add(fFirstW, us[ln.start].Hash, shape)
	if pos > 1 {
		add(fFirstW2, us[ln.start].Hash, us[ln.start+1].Hash)
	}
	if u.line > 0 {
		pl := f.lines[u.line-1]
		add(fPrevLine, us[pl.start].Hash, shape^bucket(pos))
		add(fPrevLineLast, us[pl.end-1].Hash, shape^bucket(pos))
	}
	if int(u.line)+1 < len(f.lines) {
		nl := f.lines[u.line+1]
		add(fNextLine, us[nl.start].Hash, shape^bucket(rest))
	}
	if u.above >= 0 {
		a := &us[u.above]
		add(fAbove, a.Hash, shape)
		add(fAboveSig, a.sig, u.sig)
	}
	if u.Kind == text.Word {
		w := &f.vocab.words[f.word(at)].written
		add(fWords, bucket(int(w[inSmall]))|bucket(int(w[inTitle]))<<4|bucket(int(w[inCapitals]))<<8, c|f.mode<<4)
	}
	return dst
}

func (f *frame) gap(i int) uint32 { return uint32(f.units[i].gap) }

// affixes adds the first and last one to four letters of a word, folded.
func (f *frame) affixes(dst []uint32, u *unit) []uint32 {
	if u.Kind != text.Word {
		return dst
	}
	w := u.Of(f.text)
	h := uint32(2166136261)
	for k := 0; k < len(w) && k < 4; k++ {
		h = (h ^ uint32(w[k]|0x20)) * 16777619
		dst = append(dst, mix(fPre, h, uint32(k)))
	}
	h = uint32(2166136261)
	for k := 0; k < len(w) && k < 5; k++ {
		h = (h ^ uint32(w[len(w)-1-k]|0x20)) * 16777619
		if k > 0 {
			dst = append(dst, mix(fSuf, h, uint32(k)))
		}
	}
	return dst
}
