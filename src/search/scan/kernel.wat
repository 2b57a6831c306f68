;; The inner loops of the vector scan. They read and write one imported memory and allocate nothing; addresses are bytes.
;; `bun build/scan-kernel.ts` assembles it into kernel-binary.ts. SIMD without its relaxed part: the same sums on every machine.
(module
  (import "scan" "memory" (memory 1))

  ;; Replaces a list of `count` row numbers by the dot products of these f32 rows with an f64 query. Four f64 sums, added
  ;; in the order of dotAt in src/kernel/vector.ts: the same bits. One row after the other, as memory likes it best.
  (func (export "score") (param $list i32) (param $count i32) (param $vectors i32) (param $query i32) (param $dimension i32)
    (local $end i32) (local $row i32) (local $at i32) (local $endOfFours i32) (local $endOfQuery i32)
    (local $a v128) (local $b v128)
    (local.set $end (i32.add (local.get $list) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $endOfFours
      (i32.add (local.get $query) (i32.shl (i32.and (local.get $dimension) (i32.const -4)) (i32.const 3))))
    (local.set $endOfQuery (i32.add (local.get $query) (i32.shl (local.get $dimension) (i32.const 3))))
    (block $done (loop $next
      (br_if $done (i32.eq (local.get $list) (local.get $end)))
      (local.set $row (i32.add (local.get $vectors)
        (i32.shl (i32.mul (i32.load (local.get $list)) (local.get $dimension)) (i32.const 2))))
      (local.set $a (v128.const i32x4 0 0 0 0))
      (local.set $b (local.get $a))
      (local.set $at (local.get $query))
      (block $noFour (loop $four
        (br_if $noFour (i32.eq (local.get $at) (local.get $endOfFours)))
        (local.set $a (f64x2.add (local.get $a) (f64x2.mul
          (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $row))) (v128.load (local.get $at)))))
        (local.set $b (f64x2.add (local.get $b) (f64x2.mul
          (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $row))) (v128.load offset=16 (local.get $at)))))
        (local.set $row (i32.add (local.get $row) (i32.const 16)))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br $four)))
      (block $noOne (loop $one
        (br_if $noOne (i32.eq (local.get $at) (local.get $endOfQuery)))
        (local.set $a (f64x2.add (local.get $a) (f64x2.mul
          (f64x2.promote_low_f32x4 (v128.load32_zero (local.get $row))) (v128.load64_zero (local.get $at)))))
        (local.set $row (i32.add (local.get $row) (i32.const 4)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $one)))
      (f32.store (local.get $list) (f32.demote_f64 (f64.add
        (f64.add
          (f64.add (f64x2.extract_lane 0 (local.get $a)) (f64x2.extract_lane 1 (local.get $a)))
          (f64x2.extract_lane 0 (local.get $b)))
        (f64x2.extract_lane 1 (local.get $b)))))
      (local.set $list (i32.add (local.get $list) (i32.const 4)))
      (br $next)))
  )

  ;; The four sums of four vectors of i32, as one vector of f32.
  (func $gather (param $a v128) (param $b v128) (param $c v128) (param $d v128) (result v128)
    (local $ab v128) (local $cd v128)
    (local.set $ab (i32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
    (local.set $cd (i32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
    (f32x4.convert_i32x4_s (i32x4.add
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $ab) (local.get $cd))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $ab) (local.get $cd)))))

  ;; What the dot products of `count` i8 rows with an i16 query can be at most; `count` is a multiple of 4. Four rows lie
  ;; interleaved, eight numbers of each in turn, so that memory is read in one stream and a piece of the query is loaded
  ;; once for four rows. The bound of a row is sum * scale * queryScale + error * queryNorm + slack.
  (func (export "bound") (param $codes i32) (param $count i32) (param $query i32) (param $stride i32)
    (param $allowed i32) (param $scales i32) (param $errors i32) (param $out i32)
    (param $queryScale f32) (param $queryNorm f32) (param $slack f32)
    (local $end i32) (local $at i32) (local $queryEnd i32)
    (local $q v128) (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $open v128)
    (local.set $end (i32.add (local.get $allowed) (local.get $count)))
    (local.set $queryEnd (i32.add (local.get $query) (i32.shl (local.get $stride) (i32.const 1))))
    (block $done (loop $next
      (br_if $done (i32.eq (local.get $allowed) (local.get $end)))
      (if (i32.load (local.get $allowed))
        (then
          (local.set $at (local.get $query))
          (local.set $a (v128.const i32x4 0 0 0 0))
          (local.set $b (local.get $a))
          (local.set $c (local.get $a))
          (local.set $d (local.get $a))
          (loop $eight
            (local.set $q (v128.load (local.get $at)))
            (local.set $a (i32x4.add (local.get $a)
              (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $codes)) (local.get $q))))
            (local.set $b (i32x4.add (local.get $b)
              (i32x4.dot_i16x8_s (v128.load8x8_s offset=8 (local.get $codes)) (local.get $q))))
            (local.set $c (i32x4.add (local.get $c)
              (i32x4.dot_i16x8_s (v128.load8x8_s offset=16 (local.get $codes)) (local.get $q))))
            (local.set $d (i32x4.add (local.get $d)
              (i32x4.dot_i16x8_s (v128.load8x8_s offset=24 (local.get $codes)) (local.get $q))))
            (local.set $codes (i32.add (local.get $codes) (i32.const 32)))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br_if $eight (i32.ne (local.get $at) (local.get $queryEnd))))
          (local.set $open (i32x4.ne
            (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $allowed))))
            (v128.const i32x4 0 0 0 0)))
          (v128.store (local.get $out) (v128.bitselect
            (f32x4.add
              (f32x4.mul
                (call $gather (local.get $a) (local.get $b) (local.get $c) (local.get $d))
                (f32x4.mul (v128.load (local.get $scales)) (f32x4.splat (local.get $queryScale))))
              (f32x4.add
                (f32x4.mul (v128.load (local.get $errors)) (f32x4.splat (local.get $queryNorm)))
                (f32x4.splat (local.get $slack))))
            (v128.const f32x4 -2 -2 -2 -2)
            (local.get $open))))
        (else
          (v128.store (local.get $out) (v128.const f32x4 -2 -2 -2 -2))
          (local.set $codes (i32.add (local.get $codes) (i32.shl (local.get $stride) (i32.const 2))))))
      (local.set $allowed (i32.add (local.get $allowed) (i32.const 4)))
      (local.set $scales (i32.add (local.get $scales) (i32.const 16)))
      (local.set $errors (i32.add (local.get $errors) (i32.const 16)))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br $next)))
  )
)
