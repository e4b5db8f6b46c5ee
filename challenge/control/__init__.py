"""The organisers' control room: five numbers, what needs attention, the hall, and where everything is found.

Owns no table; how long a team may be silent lies among the edition's settings. Emits SilenceSet and ParkedTried. What
needs attention each room says itself (`attention.py`, entered in `room.py`); its pages follow the topic `staff`.
"""
